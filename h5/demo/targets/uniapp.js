// As much of uni-app's H5 router as matters here: `#/pages/...?a=b` becomes a page whose onLoad gets decoded options.

import { readConsent } from '../../yici.js';
import { offerDoors, printConsent } from './target.js';

const home = '/pages/index/index';
const loaded = [];

const onLoad = (route, options) => {
  loaded.push({ route, options });
  // Every page reads: WeChat's own answer arrives at the home page, because its redirect_url carries no fragment.
  return printConsent(
    () => ({ route: loaded[loaded.length - 1].route, loaded }),
    readConsent(options),
  );
};

const enter = () => {
  const [path, query = ''] = location.hash.slice(1).split('?');
  return onLoad(path || home, Object.fromEntries(new URLSearchParams(query)));
};

window.addEventListener('hashchange', enter);
if (location.hash === '') history.replaceState(history.state, '', `#${home}`);
offerDoors('uniapp');
enter();

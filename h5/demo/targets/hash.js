// A router as hash routers are: it starts before anybody reads the consent, and hears of routes by hashchange.

import { offerDoors, printConsent } from './target.js';

const visited = [];

const enter = () => {
  if (location.hash === '') history.replaceState(history.state, '', '#/');
  visited.push(location.hash.slice(1).split('?')[0]);
};

window.addEventListener('hashchange', enter);
enter();
offerDoors('hash');
printConsent(() => ({ route: visited[visited.length - 1], visited }));

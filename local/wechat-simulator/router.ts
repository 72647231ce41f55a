import { answerApi, type Moment } from './api-endpoint.ts';
import { readAssets } from './assets.ts';
import { confirmPage } from './confirm-page.ts';
import { control } from './control-plane.ts';
import { confirmPath } from './faults.ts';
import { type Delivery, type HttpRequest, html } from './http.ts';
import type { Store } from './store.ts';
import type { Change } from './world.ts';

/**
 * Every path of the simulator. A request is worked on in one go: nothing else happens between
 * looking at the world and remembering what the request changed.
 */
export function createRouter(
  store: Store,
  moment: () => Moment,
): (request: HttpRequest) => Delivery {
  const assets = readAssets();

  function remember(done: { delivery: Delivery; changes: readonly Change[] }): Delivery {
    store.commit(done.changes);
    return done.delivery;
  }

  return (request) => {
    const { method, path } = request;
    const asset = assets.get(path === '/' ? 'phone.html' : path.replace('/_simulator/assets/', ''));
    if (asset !== undefined && method === 'GET') return { answer: asset };
    if (path.startsWith('/cgi-bin/')) return remember(answerApi(store.world, request, moment()));
    if (path.startsWith('/_simulator/')) {
      const { answer, changes } = control(store.world, request, moment().nowMs);
      return remember({ delivery: { answer }, changes });
    }
    if (path === confirmPath && method === 'GET')
      return remember(confirmPage(store.world, request));
    return { answer: html(404, '<!doctype html><title>404</title>404 Not Found\n') };
  };
}

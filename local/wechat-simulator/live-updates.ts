import type { ServerResponse } from 'node:http';
import type { Store } from './store.ts';

export type EventStreams = ReturnType<typeof openEventStreams>;

/** Server-sent events that say no more than "something changed"; pages then ask for what they show. */
export function openEventStreams(store: Store) {
  const open = new Set<ServerResponse>();
  let announced = false;

  function announce(): void {
    announced = false;
    for (const response of open) response.write('data: changed\n\n');
  }
  const stop = store.watch(() => {
    if (announced || open.size === 0) return;
    announced = true;
    setImmediate(announce);
  });

  return {
    open(response: ServerResponse): void {
      response.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
      });
      response.write('retry: 1000\n\ndata: open\n\n');
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    close(): void {
      stop();
      for (const response of open) response.end();
    },
  };
}

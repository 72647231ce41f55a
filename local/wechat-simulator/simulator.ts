import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccountInput } from './accounts.ts';
import { answerApi } from './api-endpoint.ts';
import { readAssets } from './assets.ts';
import { confirmPage } from './confirm-page.ts';
import { control } from './control-plane.ts';
import { confirmPath } from './faults.ts';
import { type Delivery, type HttpRequest, html, json, readRequest, send } from './http.ts';
import { openEventStreams } from './live-updates.ts';
import type { Random } from './rid.ts';
import { openStore } from './store.ts';
import type { UserInput } from './users.ts';
import type { Change } from './world.ts';

export type SimulatorOptions = {
  /** @default one demo account whose 业务域名 are 127.0.0.1 and localhost */
  readonly accounts?: readonly AccountInput[] | undefined;
  /** @default four demo users */
  readonly users?: readonly UserInput[] | undefined;
  /** Keeps the world over restarts and kills. @default nothing is kept */
  readonly journalFile?: string | undefined;
  /** Milliseconds since 1970. @default the real clock */
  readonly now?: (() => number) | undefined;
  /** Numbers in [0, 1). @default cryptographic */
  readonly random?: Random | undefined;
  /** How the simulator is spelled in links. @default http://localhost:<port> on loopback */
  readonly publicUrl?: string | undefined;
};

export type Simulator = {
  readonly listen: (port: number, host: string) => Promise<{ url: string; port: number }>;
  readonly close: () => Promise<void>;
};

/** WeChat's part in one-time subscription messages, on one port and on WeChat's own paths. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const now = options.now ?? Date.now;
  const random = options.random ?? (() => randomBytes(4).readUInt32BE() / 2 ** 32);
  const store = openStore({ ...options, now });
  const assets = readAssets();
  const streams = openEventStreams(store);
  const timers = new Set<NodeJS.Timeout>();

  /** One request, worked on in one go: nothing else happens between reading and remembering. */
  function handle(request: HttpRequest): Delivery {
    const moment = { nowMs: now() + store.world.clockOffsetMs, random };
    const { path } = request;
    const asset = path === '/' ? 'phone.html' : path.replace('/_simulator/assets/', '');
    const file = assets.get(asset);
    if (file !== undefined && request.method === 'GET') return { answer: file };
    if (path.startsWith('/cgi-bin/')) return remember(answerApi(store.world, request, moment));
    if (path.startsWith('/_simulator/')) {
      const { answer, changes } = control(store.world, request, moment.nowMs);
      return remember({ delivery: { answer }, changes });
    }
    if (path === confirmPath && request.method === 'GET')
      return remember(confirmPage(store.world, request));
    return { answer: html(404, '<!doctype html><title>404</title>404 Not Found\n') };
  }

  function remember(done: { delivery: Delivery; changes: readonly Change[] }): Delivery {
    store.commit(done.changes);
    return done.delivery;
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    if (request === null)
      return send(response, { answer: json(413, { error: 'body over 1 MiB' }) });
    if (request.path === '/_simulator/events') return streams.open(response);
    const delivery = handle(request);
    if (!delivery.delayMs) return send(response, delivery);
    const timer = setTimeout(() => {
      timers.delete(timer);
      send(response, delivery);
    }, delivery.delayMs);
    timers.add(timer);
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      // A client that hangs up while sending is no event; anything else is a fault of this program.
      if (incoming.destroyed && !incoming.complete) return;
      console.error(error);
      send(response, { answer: json(500, { error: String(error) }) });
    });
  });

  return {
    listen(port, host) {
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const bound = boundPort(server.address());
          resolve({ url: options.publicUrl ?? urlOf(host, bound), port: bound });
        });
      });
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      streams.close();
      return new Promise((resolve) => {
        server.close(() => {
          store.close();
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

/** Loopback is spelled localhost, so that it is another site than a service on 127.0.0.1. */
function urlOf(host: string, port: number): string {
  return `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
}

function boundPort(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

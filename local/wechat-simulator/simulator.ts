import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { AccountInput } from './accounts.ts';
import { type Delivery, json, readRequest, send } from './http.ts';
import { type EventStreams, openEventStreams } from './live-updates.ts';
import { refuseOtherPages } from './own-pages.ts';
import type { Random } from './rid.ts';
import { createRouter } from './router.ts';
import { openStore, type Store } from './store.ts';
import type { UserInput } from './users.ts';

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
  /** Port 0 takes a free one. Throws when the port is taken or the journal can't be read. */
  readonly listen: (port: number, host: string) => Promise<{ url: string; port: number }>;
  readonly close: () => Promise<void>;
};

/** WeChat's part in one-time subscription messages, on one port and on WeChat's own paths. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const server = createServer();
  let running: Running | null = null;
  return {
    async listen(port, host) {
      server.listen(port, host);
      await once(server, 'listening');
      try {
        // After the port: a second simulator on it must not touch the journal of the first.
        const address = server.address();
        const bound = typeof address === 'object' && address !== null ? address.port : port;
        const url = options.publicUrl ?? urlOf(host, bound);
        running = run(options, new URL(url));
        server.on('request', running.serve);
        return { url, port: bound };
      } catch (error) {
        server.close();
        throw error;
      }
    },
    async close() {
      if (running === null) return;
      const ended = once(server, 'close');
      running.streams.close();
      running.stopTimers();
      server.close();
      server.closeAllConnections();
      await ended;
      running?.store.close();
      running = null;
    },
  };
}

type Running = {
  readonly store: Store;
  readonly streams: EventStreams;
  readonly serve: (incoming: IncomingMessage, response: ServerResponse) => void;
  readonly stopTimers: () => void;
};

function run(options: SimulatorOptions, url: URL): Running {
  const now = options.now ?? Date.now;
  const random = options.random ?? (() => randomBytes(4).readUInt32BE() / 2 ** 32);
  const store = openStore({ ...options, now });
  const streams = openEventStreams(store);
  const moment = () => ({ nowMs: now() + store.world.clockOffsetMs, random });
  const route = createRouter(store, moment);
  const timers = new Set<NodeJS.Timeout>();

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    if (request === null) return send(response, tooLong);
    if (request.path.startsWith('/_simulator/')) {
      const refused = refuseOtherPages(request, url);
      if (refused !== null) return send(response, { answer: refused });
    }
    if (request.path === '/_simulator/events') return streams.open(response);
    const delivery = route(request);
    if (!delivery.delayMs) return send(response, delivery);
    const timer = setTimeout(() => {
      timers.delete(timer);
      send(response, delivery);
    }, delivery.delayMs);
    timers.add(timer);
  }

  return {
    store,
    streams,
    serve(incoming, response) {
      answer(incoming, response).catch((error: unknown) => {
        // A caller that hangs up while sending is no event; anything else is a fault of this program.
        if (!incoming.complete) return;
        console.error(error);
        send(response, { answer: json(500, { error: String(error) }) });
      });
    },
    stopTimers() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const tooLong: Delivery = { answer: json(413, { error: 'the body is longer than 1 MiB' }) };

/** Loopback is spelled localhost, so that it is another site than a service on 127.0.0.1. */
function urlOf(host: string, port: number): string {
  if (host === '127.0.0.1') return `http://localhost:${port}`;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

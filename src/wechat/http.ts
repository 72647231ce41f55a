import { isUtf8 } from 'node:buffer';
import http from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { Unavailable } from '../domain/errors.ts';

/** What one request came to. Only `not_sent` is certain that nothing reached WeChat. */
export type Exchange =
  | { readonly status: 'answered'; readonly httpStatus: number; readonly body: string }
  | { readonly status: 'not_sent' }
  | { readonly status: 'lost' };

export type ExchangeRequest = {
  readonly method: 'GET' | 'POST';
  /** With its query: may hold the access_token, so it appears in no error and no log. */
  readonly path: string;
  readonly body?: string;
};

/** One host, with a connection that is fit for use. */
export type ConnectedHost = { readonly exchange: (request: ExchangeRequest) => Promise<Exchange> };

export type WechatHttp = {
  /**
   * Connects to the first host that can be connected to.
   * @throws Unavailable when none can
   */
  readonly connect: () => Promise<ConnectedHost>;
};

export type Timeouts = {
  /** To open one connection before a request: TCP, and TLS where there is any. */
  readonly connectMs: number;
  /** One whole exchange, with a connection where one is still to be opened. */
  readonly exchangeMs: number;
};

export const wechatTimeouts: Timeouts = { connectMs: 2_000, exchangeMs: 6_000 };
const largestAnswerBytes = 64 * 1024;
/**
 * A frozen environment comes back with sockets that the other side has long closed, and a reset
 * after the body would be an unknown send: one idle for longer than this is never used again.
 */
const idleLimitMs = 4_000;

/**
 * @param baseUrls in order of preference; later ones are for failures to connect only
 * @param now the wall clock, which goes on while the process is frozen
 */
export const wechatHttp = (
  baseUrls: readonly string[],
  now: () => number,
  timeouts: Timeouts = wechatTimeouts,
): WechatHttp => {
  const hosts = baseUrls.map((baseUrl) => wechatHost(new URL(baseUrl), now, timeouts));
  return {
    connect: async () => {
      for (const host of hosts) {
        if (await host.prepare()) return host;
      }
      throw new Unavailable('no WeChat host could be connected to');
    },
  };
};

const wechatHost = (baseUrl: URL, now: () => number, timeouts: Timeouts) => {
  const client = baseUrl.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxFreeSockets: 8 });
  const connectedEvent = client === https ? 'secureConnect' : 'connect';
  /** Sockets over which a request may have left. */
  const connected = new WeakSet<object>();
  const idleSinceMs = new WeakMap<Socket, number>();
  const prepared: Socket[] = [];

  agent.on('free', (socket: Socket) => idleSinceMs.set(socket, now()));

  const isFresh = (socket: Socket): boolean => {
    const idleMs = now() - (idleSinceMs.get(socket) ?? Number.NEGATIVE_INFINITY);
    // a clock that was set back says nothing about how long it was
    return !socket.destroyed && idleMs >= 0 && idleMs <= idleLimitMs;
  };

  const dropStale = (): void => {
    for (const socket of [...Object.values(agent.freeSockets).flat(), ...prepared]) {
      if (socket !== undefined && !isFresh(socket)) socket.destroy();
    }
    prepared.splice(0, prepared.length, ...prepared.filter((socket) => !socket.destroyed));
  };

  const isConnected = (): boolean =>
    prepared.length > 0 ||
    Object.values(agent.freeSockets).some((free) => free?.some((socket) => !socket.destroyed));

  const openSocket = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const waiting = prepared.pop();
    if (waiting !== undefined) return waiting;
    const socket = openSocket(options, callback);
    socket?.once(connectedEvent, () => connected.add(socket));
    return socket;
  };

  /** False when no connection could be made in time. */
  const prepare = async (): Promise<boolean> => {
    dropStale();
    if (isConnected()) return true;
    const socket = await connectSocket(baseUrl, timeouts.connectMs);
    if (socket === undefined) return false;
    connected.add(socket);
    idleSinceMs.set(socket, now());
    prepared.push(socket);
    return true;
  };

  const exchange = ({ method, path, body }: ExchangeRequest): Promise<Exchange> => {
    dropStale();
    return new Promise((resolve) => {
      const request = client.request({
        agent,
        method,
        host: baseUrl.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: baseUrl.port,
        path: joinPath(baseUrl, path),
        headers:
          body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      const fail = () => {
        const left = request.socket !== null && connected.has(request.socket);
        resolve({ status: left ? 'lost' : 'not_sent' });
      };
      const timer = setTimeout(() => request.destroy(), timeouts.exchangeMs);
      // stays: a broken answer may be reported more than once
      request.on('error', fail);
      request.once('close', () => {
        clearTimeout(timer);
        fail();
      });
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes <= largestAnswerBytes) return;
          // first, since an answer that is over has its end reported all the same
          fail();
          request.destroy();
        });
        response.on('error', fail);
        response.once('end', () => {
          const body = Buffer.concat(chunks);
          // JSON is UTF-8; what is left of other bytes when read as such is not what was said
          if (!isUtf8(body)) return fail();
          resolve({
            status: 'answered',
            httpStatus: response.statusCode ?? 0,
            body: body.toString('utf8'),
          });
        });
      });
      request.end(body);
    });
  };

  return { prepare, exchange };
};

const joinPath = (baseUrl: URL, path: string): string =>
  baseUrl.pathname === '/' ? path : baseUrl.pathname.replace(/\/$/, '') + path;

const connectSocket = (baseUrl: URL, timeoutMs: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const host = baseUrl.hostname.replace(/^\[(.*)\]$/, '$1');
    const secure = baseUrl.protocol === 'https:';
    const port = Number(baseUrl.port || (secure ? 443 : 80));
    const socket = secure
      ? tls.connect({ host, port, servername: net.isIP(host) === 0 ? host : '' })
      : net.connect({ host, port });
    const give = (result: Socket | undefined) => {
      clearTimeout(timer);
      if (result === undefined) socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => give(undefined), timeoutMs);
    socket.once(secure ? 'secureConnect' : 'connect', () => give(socket));
    // stays: an idle socket that is reset later must not end the process
    socket.on('error', () => give(undefined));
  });

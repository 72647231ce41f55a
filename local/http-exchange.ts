import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { PortTaken } from './failures.ts';

/** Names are lower-cased; a header sent more than once has its values joined by commas. */
export type Headers = Readonly<Record<string, string>>;

export type HttpRequest = {
  readonly method: string;
  /** The path as it came, still percent-encoded, without the query. */
  readonly path: string;
  /** The query as it came, without the question mark. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Such as `HTTP/1.1`. */
  readonly protocol: string;
};

export type HttpAnswer = {
  readonly status: number;
  /** Pairs, because `Set-Cookie` may come several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | Uint8Array;
};

/** A server of ours that listens. */
export type Endpoint = {
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** Thrown when a body is longer than the limit. */
export class BodyTooLarge extends Error {}

/** @throws BodyTooLarge after reading no more than the limit. */
export const readRequest = async (
  message: IncomingMessage,
  limitBytes: number,
): Promise<HttpRequest> => {
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed when we stop early: an answer still goes out on its socket.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > limitBytes) throw new BodyTooLarge(`body exceeds ${limitBytes} bytes`);
    chunks.push(bytes);
  }
  const target = message.url ?? '/';
  const queryAt = target.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    query: queryAt < 0 ? '' : target.slice(queryAt + 1),
    headers: joinedHeaders(message.rawHeaders),
    body: Buffer.concat(chunks),
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    protocol: `HTTP/${message.httpVersion}`,
  };
};

/** Node's own `headers` drops repeated values of some headers, so the raw list is read instead. */
const joinedHeaders = (raw: readonly string[]): Headers => {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    const separator = name === 'cookie' ? '; ' : ',';
    headers[name] = name in headers ? `${headers[name]}${separator}${value}` : value;
  }
  return headers;
};

export const writeAnswer = (response: ServerResponse, answer: HttpAnswer): void => {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  // Of an answer that could not be written, because a header was malformed.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  // 204 and 304 have no body and say no length.
  if (answer.status !== 204 && answer.status !== 304) {
    response.setHeader('content-length', body.byteLength);
  }
  response.end(response.req.method === 'HEAD' ? undefined : body);
};

export const jsonAnswer = (
  status: number,
  value: unknown,
  headers: readonly (readonly [string, string])[] = [],
): HttpAnswer => ({
  status,
  headers: [['content-type', 'application/json'], ...headers],
  body: JSON.stringify(value),
});

/**
 * @param port 0 for any free one.
 * @returns the port that it listens on.
 * @throws PortTaken
 */
export const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port, error) : error);
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Answers what is under way for at most a second, then cuts: Ctrl-C must not hang on a browser. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), 1_000);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });

import type { Socket } from 'node:net';
import { startHttp, startTcp } from '../support/loopback-servers.ts';
import { afterRequest, answering, type Fault, type Host } from './hosts.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const whole = (good: string): string => `${ok}Content-Length: ${good.length}\r\n\r\n${good}`;

type Act = (socket: Socket, good: string) => void;

const unknown = (act: Act): Fault => ({ fate: 'unknown', host: afterRequest(act) });
const endless = (act: Act): Fault => ({ ...unknown(act), waits: true });
const believed = (act: Act): Fault => ({ fate: 'believed', host: afterRequest(act) });

const flood = (socket: Socket, first: string, rest: string): void => {
  socket.write(first);
  const more = () => {
    if (!socket.destroyed) socket.write(rest, more);
  };
  more();
};

const drip = (socket: Socket, first: string, rest: string): void => {
  socket.write(first);
  let at = 0;
  const timer = setInterval(() => {
    if (at === rest.length) clearInterval(timer);
    else socket.write(rest.charAt(at));
    at += 1;
  }, 5);
  socket.once('close', () => clearInterval(timer));
};

/** The request left, and no whole answer came. */
export const cutExchanges: Readonly<Record<string, Fault>> = {
  'accepts, reads and is silent': endless(() => {}),
  'accepts and reads nothing': {
    fate: 'unknown',
    waits: true,
    host: async () => (await startTcp((socket) => socket.pause())).url,
  },
  'accepts and ends the connection': {
    fate: 'unknown',
    host: async () => (await startTcp((socket) => socket.end())).url,
  },
  'resets while it reads': {
    fate: 'unknown',
    host: async () =>
      (await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))).url,
  },
  'resets after the body': unknown((socket) => socket.resetAndDestroy()),
  'ends after the body': unknown((socket) => socket.end()),
  'half a status line': unknown((socket) => socket.end('HTTP/1.1 20')),
  'half of the headers': unknown((socket) => socket.end(ok)),
  'half of the body, then the end': unknown((socket, good) =>
    socket.end(whole(good).slice(0, -good.length / 2)),
  ),
  'half of the body, then a reset': unknown((socket, good) =>
    socket.write(whole(good).slice(0, -good.length / 2), () => socket.resetAndDestroy()),
  ),
  'half of the body, then nothing': endless(
    (socket, good) => void socket.write(whole(good).slice(0, -good.length / 2)),
  ),
  'all of the body but one byte': unknown((socket, good) => socket.end(whole(good).slice(0, -1))),
  'a whole body that is said to be longer': unknown((socket, good) =>
    socket.end(`${ok}Content-Length: ${good.length + 1}\r\n\r\n${good}`),
  ),
  'a drip without end': endless((socket, good) =>
    drip(socket, `${ok}Content-Length: 100000\r\n\r\n${good}`, ' '.repeat(90_000)),
  ),
  'chunks without the last one': unknown((socket, good) =>
    socket.end(`${ok}Transfer-Encoding: chunked\r\n\r\n${good.length.toString(16)}\r\n${good}\r\n`),
  ),
  'broken chunks': unknown((socket, good) =>
    socket.end(`${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n${good}\r\n0\r\n\r\n`),
  ),
  'two lengths': unknown((socket, good) =>
    socket.end(`${ok}Content-Length: 1\r\nContent-Length: ${good.length}\r\n\r\n${good}`),
  ),
  'a length and chunks': unknown((socket, good) =>
    socket.end(`${ok}Content-Length: ${good.length}\r\nTransfer-Encoding: chunked\r\n\r\n${good}`),
  ),
  'JSON without HTTP': unknown((socket, good) => socket.end(`${good}\r\n\r\n`)),
  'headers without end': unknown((socket) => flood(socket, `${ok}X-A: `, 'a'.repeat(4_096))),
  'a body of 10 MB': unknown((socket, good) => {
    const filler = ' '.repeat(10 * 1024 * 1024);
    socket.end(`${ok}Content-Length: ${filler.length + good.length}\r\n\r\n${good}${filler}`);
  }),
  'a body without end': unknown((socket, good) =>
    flood(socket, `${ok}\r\n${good}`, ' '.repeat(4_096)),
  ),
  'another protocol': unknown(
    (socket) =>
      void socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      ),
  ),
  'an early hint and no answer': endless(
    (socket) => void socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'),
  ),
};

/** Unusual, and yet an answer. */
export const oddExchanges: Readonly<Record<string, Fault>> = {
  'HTTP/1.0, ended by the connection': believed((socket, good) =>
    socket.end(`HTTP/1.0 200 OK\r\n\r\n${good}`),
  ),
  'HTTP/1.1, ended by the connection': believed((socket, good) =>
    socket.end(`${ok}Connection: close\r\n\r\n${good}`),
  ),
  'an answer before the body is read': {
    fate: 'believed',
    host: async (good) =>
      (await startTcp((socket) => socket.once('data', () => socket.end(whole(good))))).url,
  },
  'an early hint, then the answer': believed((socket, good) =>
    socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${whole(good)}`),
  ),
  'a drip that comes to its end': believed((socket, good) =>
    drip(socket, `${ok}Content-Length: ${good.length}\r\n\r\n`, good),
  ),
  'one byte to a chunk': believed((socket, good) =>
    socket.write(
      `${ok}Transfer-Encoding: chunked\r\n\r\n${[...good].map((one) => `1\r\n${one}\r\n`).join('')}0\r\n\r\n`,
    ),
  ),
  'no reason phrase': believed((socket, good) =>
    socket.write(`HTTP/1.1 200 \r\nContent-Length: ${good.length}\r\n\r\n${good}`),
  ),
  'an answer and a second one behind it': believed((socket, good) =>
    socket.end(`${whole(good)}${whole('{"errcode":43101}')}`),
  ),
  'JSON that is said to be text': {
    fate: 'believed',
    host: answering((good) => good, { 'content-type': 'text/plain' }),
  },
};

/** The place that a redirect points to would answer well: it must never be asked. */
const redirect =
  (status: number): Host =>
  async (good) => {
    const elsewhere = await startHttp((_, response) => void response.end(good));
    const here = await answering(
      () => good,
      { location: `${elsewhere.url}/cgi-bin/elsewhere` },
      status,
    )(good);
    followed.set(here, () => elsewhere.connections.length);
    return here;
  };

/** By the redirecting host: how often its target was connected to. */
export const followed = new Map<string, () => number>();

const html = '<html><head><title>502 Bad Gateway</title></head><body></body></html>';

/** Another status than 200 says nothing of what became of the message, whatever its body says. */
export const otherStatuses: Readonly<Record<string, Fault>> = Object.fromEntries([
  ...[301, 302, 303, 307, 308].map((status) => [
    `HTTP ${status} to a host that would answer well`,
    { fate: 'unknown', host: redirect(status) },
  ]),
  ...[201, 202, 400, 401, 403, 404, 412, 413, 429, 500, 502, 503, 504].map((status) => [
    `HTTP ${status} with the body of success`,
    { fate: 'unknown', host: answering((good) => good, {}, status) },
  ]),
  ...[
    ['HTTP 502 with a page', { fate: 'unknown', host: answering(() => html, {}, 502) }],
    ['HTTP 204', { fate: 'unknown', host: afterRequest((socket) => socket.write(noContent)) }],
    [
      'HTTP 200 with a page',
      { fate: 'unknown', host: answering(() => html, { 'content-type': 'text/html' }) },
    ],
  ],
]);

const noContent = 'HTTP/1.1 204 No Content\r\n\r\n';

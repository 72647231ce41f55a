import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type Timeouts, wechatHttp, wechatTimeouts } from '../../src/wechat/http.ts';
import { aClock } from '../support/builders.ts';
import { closedPort, startHttp, startHttps, startTcp } from '../support/loopback-servers.ts';

const secret = 'CANARY-access-token';
const post = {
  method: 'POST',
  path: `/cgi-bin/message/template/subscribe?access_token=${secret}`,
  body: '{"touser":"CANARY-body"}',
} as const;

/** As they are deployed; a test that would wait for one says which it shortens. */
const connectTo = (url: string, shortened: Partial<Timeouts> = {}) =>
  wechatHttp([url], aClock().now, { ...wechatTimeouts, ...shortened }).connect();

/** A server that reads the whole request, head and body, and then does as told. */
const afterRequest = (act: (socket: Socket) => void) =>
  startTcp((socket) => {
    let read = '';
    socket.on('data', (chunk) => {
      read += chunk.toString();
      if (read.endsWith(post.body)) act(socket);
    });
  });

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Until the time of the whole exchange is over. */
const silent: Readonly<Record<string, (socket: Socket) => void>> = {
  'nothing at all': () => {},
  'half of the body, then nothing': (socket) =>
    void socket.write(`${head}Content-Length: 100\r\n\r\n{"errcode":0`),
  'only an early hint': (socket) => void socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'),
  'a body that drips': (socket) => {
    socket.write(`${head}Content-Length: 100000\r\n\r\n`);
    const drip = setInterval(() => socket.write('x'), 5);
    socket.once('close', () => clearInterval(drip));
  },
};

/** What may have reached WeChat is lost, whatever came back of it. */
const lost: Readonly<Record<string, (socket: Socket) => void>> = {
  'a reset': (socket) => socket.resetAndDestroy(),
  'the end of the connection': (socket) => socket.end(),
  'half a status line': (socket) => socket.end('HTTP/1.1 20'),
  'half of the headers': (socket) => socket.end(head),
  'half of the body': (socket) => socket.end(`${head}Content-Length: 100\r\n\r\n{"errcode":0`),
  'half of the body and a reset': (socket) =>
    socket.write(`${head}Content-Length: 100\r\n\r\n{"errcode":0`, () => socket.resetAndDestroy()),
  'half of the chunks': (socket) =>
    socket.end(`${head}Transfer-Encoding: chunked\r\n\r\nc\r\n{"errcode":0\r\n`),
  'what is not HTTP': (socket) => socket.end('{"errcode":0,"errmsg":"ok"}\r\n\r\n'),
  'broken chunks': (socket) =>
    socket.end(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{"errcode":0}\r\n0\r\n\r\n`),
  'two lengths': (socket) =>
    socket.end(`${head}Content-Length: 1\r\nContent-Length: 13\r\n\r\n{"errcode":0}`),
  'headers without end': (socket) => flood(socket, `${head}X-A: `, 'a'.repeat(4_096)),
  'a body of 10 MB': (socket) =>
    socket.end(`${head}Content-Length: ${10 * 1024 * 1024}\r\n\r\n${'x'.repeat(10 * 1024 * 1024)}`),
  'a body without end': (socket) => flood(socket, `${head}\r\n`, 'x'.repeat(4_096)),
  'another protocol': (socket) =>
    void socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    ),
};

const flood = (socket: Socket, first: string, rest: string): void => {
  socket.write(first);
  const more = () => {
    if (!socket.destroyed) socket.write(rest, more);
  };
  more();
};

test.each(Object.entries(lost))('a request answered by %s is lost', async (_, act) => {
  const server = await afterRequest(act);
  const host = await connectTo(server.url);

  expect(await host.exchange(post)).toEqual({ status: 'lost' });
});

test.each(Object.entries(silent))('a request answered by %s is lost in time', async (_, act) => {
  const server = await afterRequest(act);
  const host = await connectTo(server.url, { exchangeMs: 60 });

  expect(await host.exchange(post)).toEqual({ status: 'lost' });
});

test('a connection that ends before the request is read leaves it lost, since part of it may have been', async () => {
  const server = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const host = await connectTo(server.url);

  expect(await host.exchange({ ...post, body: 'x'.repeat(8_000_000) })).toEqual({ status: 'lost' });
});

test.each([500, 502, 503, 404, 302, 204])('HTTP %d is an answer', async (httpStatus) => {
  const server = await startHttp((_, response) => {
    response.writeHead(httpStatus, { location: 'http://127.0.0.1:1/' }).end();
  });
  const host = await connectTo(server.url);

  expect(await host.exchange(post)).toEqual({ status: 'answered', httpStatus, body: '' });
  expect(server.connections).toHaveLength(1);
});

test('an answer given before the whole request was read is an answer', async () => {
  const server = await startTcp((socket) =>
    socket.once('data', () => socket.end(`${head}Content-Length: 2\r\n\r\n{}`)),
  );
  const host = await connectTo(server.url);

  expect(await host.exchange(post)).toMatchObject({ status: 'answered', body: '{}' });
});

test('an answer of 64 KiB is read, one byte more is not', async () => {
  const server = await startHttp((request, response) => {
    response.end('x'.repeat(request.url === '/64' ? 65_536 : 65_537));
  });
  const host = await connectTo(server.url);

  expect(await host.exchange({ method: 'GET', path: '/64' })).toMatchObject({ status: 'answered' });
  expect(await host.exchange({ method: 'GET', path: '/65' })).toEqual({ status: 'lost' });
});

test('a failed request spoils no later one', async () => {
  let requests = 0;
  const server = await startHttp((request, response) => {
    requests += 1;
    if (requests % 2 === 1) request.socket.resetAndDestroy();
    else response.end('{}');
  });
  const wechat = wechatHttp([server.url], aClock().now);

  const statuses: string[] = [];
  for (let sent = 0; sent < 6; sent += 1) {
    statuses.push((await (await wechat.connect()).exchange(post)).status);
  }

  expect(statuses).toEqual(['lost', 'answered', 'lost', 'answered', 'lost', 'answered']);
});

test('what cannot be connected to when the request is made was not sent', async () => {
  const server = await startHttp((_, response) => {
    response.end();
  });
  const clock = aClock();
  const host = await wechatHttp([server.url], clock.now).connect();
  await server.close();
  clock.advance(5_000);

  expect(await host.exchange(post)).toEqual({ status: 'not_sent' });
});

test.each([
  ['a port where nobody listens', async () => `http://127.0.0.1:${await closedPort()}`],
  ['a name that no DNS knows', async () => 'http://yici.invalid'],
  ['a certificate that nobody trusts', async () => (await startHttps('stranger', () => {})).url],
  [
    'a host that never answers the TLS handshake',
    async () => (await startTcp(() => {})).url.replace('http:', 'https:'),
  ],
  [
    'a host that ends the TLS handshake',
    async () => (await startTcp((socket) => socket.end())).url.replace('http:', 'https:'),
  ],
])('to %s there is no connection, so nothing can be claimed', async (_, url) => {
  const connecting = connectTo(await url(), { connectMs: 500 });
  const failure = await connecting.catch((error: unknown) => error);

  expect(failure).toMatchObject({ name: 'Unavailable' });
  expect(inspect(failure, { depth: null, showHidden: true })).not.toContain(secret);
});

test('no result shows anything of the request', async () => {
  for (const act of [...Object.values(lost), ...Object.values(silent)]) {
    const host = await connectTo((await afterRequest(act)).url, { exchangeMs: 60 });
    const result = await host.exchange(post);
    expect(inspect(result, { depth: null, showHidden: true })).not.toContain('CANARY');
  }
});

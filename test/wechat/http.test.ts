import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Unavailable } from '../../src/domain/errors.ts';
import { wechatHttp } from '../../src/wechat/http.ts';
import { aClock } from '../support/builders.ts';
import { closedPort, startHttp, startTcp } from '../support/loopback-servers.ts';

const get = { method: 'GET', path: '/cgi-bin/token' } as const;
const post = { method: 'POST', path: '/cgi-bin/send', body: '{"title":"上课提醒"}' } as const;

const ok: RequestListener = (_request, response) => {
  response.end('{"errcode":0}');
};

test('a request goes out as it was given and the answer comes back as it was written', async () => {
  const seen: unknown[] = [];
  const server = await startHttp(async (request, response) => {
    const body = await text(request);
    const { method, url, headers } = request;
    seen.push({
      method,
      url,
      body,
      type: headers['content-type'],
      length: headers['content-length'],
    });
    response.end('{"errmsg":"好"}');
  });
  const host = await wechatHttp([server.url], aClock().now).connect();

  expect(await host.exchange(post)).toEqual({
    status: 'answered',
    httpStatus: 200,
    body: '{"errmsg":"好"}',
  });
  await host.exchange(get);

  expect(seen).toEqual([
    {
      method: 'POST',
      url: '/cgi-bin/send',
      body: post.body,
      type: 'application/json',
      length: String(Buffer.byteLength(post.body)),
    },
    { method: 'GET', url: '/cgi-bin/token', body: '', type: undefined, length: undefined },
  ]);
});

test("a base URL's own path goes in front", async () => {
  const paths: unknown[] = [];
  const server = await startHttp((request, response) => {
    paths.push(request.url);
    response.end();
  });

  for (const base of [`${server.url}/proxy`, `${server.url}/proxy/`]) {
    const host = await wechatHttp([base], aClock().now).connect();
    await host.exchange(get);
  }

  expect(paths).toEqual(['/proxy/cgi-bin/token', '/proxy/cgi-bin/token']);
});

test('many requests one after another share one connection, which connect() has opened', async () => {
  const server = await startHttp(ok);
  const wechat = wechatHttp([server.url], aClock().now);

  for (let sent = 0; sent < 50; sent += 1) {
    const host = await wechat.connect();
    expect(server.connections).toHaveLength(1);
    expect(await host.exchange(post)).toMatchObject({ status: 'answered' });
  }

  expect(server.connections).toHaveLength(1);
});

test('a connection idle for 4 seconds is used again', async () => {
  const server = await startHttp(ok);
  const clock = aClock();
  const wechat = wechatHttp([server.url], clock.now);
  await (await wechat.connect()).exchange(post);

  clock.advance(4_000);
  await (await wechat.connect()).exchange(post);

  expect(server.connections).toHaveLength(1);
});

test.each([
  ['longer than 4 seconds', 4_001],
  ['an hour', 3_600_000],
  ['a time that the clock does not know, because it was set back', -60_000],
])('a connection idle for %s is never used again: connect() opens another', async (_, idleMs) => {
  const ports: unknown[] = [];
  const server = await startHttp((request, response) => {
    ports.push(request.socket.remotePort);
    response.end();
  });
  const clock = aClock();
  const wechat = wechatHttp([server.url], clock.now);
  await (await wechat.connect()).exchange(post);

  clock.advance(idleMs);
  const host = await wechat.connect();

  expect(server.connections).toHaveLength(2);
  expect(await host.exchange(post)).toMatchObject({ status: 'answered' });
  expect(server.connections).toHaveLength(2);
  expect(new Set(ports).size).toBe(2);
});

test('a connection opened in INIT and frozen before its first request is not used either', async () => {
  const server = await startHttp(ok);
  const clock = aClock();
  const wechat = wechatHttp([server.url], clock.now);
  await wechat.connect();

  clock.advance(60_000);
  const host = await wechat.connect();

  expect(server.connections).toHaveLength(2);
  expect(await host.exchange(post)).toMatchObject({ status: 'answered' });
});

test('a connection that grew old between connect() and the request is not used either', async () => {
  const server = await startHttp(ok);
  const clock = aClock();
  const host = await wechatHttp([server.url], clock.now).connect();

  clock.advance(5_000);

  expect(await host.exchange(post)).toMatchObject({ status: 'answered' });
  expect(server.connections).toHaveLength(2);
});

test.each(['end', 'resetAndDestroy'] as const)(
  'a connection that the other side ends (%s) during the claim is replaced before the request',
  async (ending) => {
    const server = await startHttp(ok);
    const database = await startHttp(ok);
    const clock = aClock();
    const wechat = wechatHttp([server.url], clock.now);
    const claim = async () =>
      (await wechatHttp([database.url], clock.now).connect()).exchange(post);

    for (let round = 1; round <= 10; round += 1) {
      const host = await wechat.connect();
      server.connections.at(-1)?.[ending]();
      await claim();

      expect(await host.exchange(post)).toMatchObject({ status: 'answered' });
    }
  },
);

test('requests at the same time each get their own answer', async () => {
  const server = await startHttp((request, response) => {
    response.end(request.url);
  });
  const wechat = wechatHttp([server.url], aClock().now);

  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, n) =>
      (await wechat.connect()).exchange({ method: 'GET', path: `/${n}` }),
    ),
  );

  expect(answers).toEqual(
    answers.map((_, n) => ({ status: 'answered', httpStatus: 200, body: `/${n}` })),
  );
});

test('the second base URL is for a first one that cannot be connected to', async () => {
  const second = await startHttp(ok);
  const wechat = wechatHttp([`http://127.0.0.1:${await closedPort()}`, second.url], aClock().now);

  expect(await (await wechat.connect()).exchange(post)).toMatchObject({ status: 'answered' });
  expect(second.connections).toHaveLength(1);
});

test('the first base URL is preferred again as soon as it can be connected to', async () => {
  const first = await startHttp(ok);
  const second = await startHttp(ok);
  const wechat = wechatHttp([first.url, second.url], aClock().now);

  await (await wechat.connect()).exchange(post);

  expect([first.connections.length, second.connections.length]).toEqual([1, 0]);
});

test('a request that failed after the connection stood is not taken to the second base URL', async () => {
  const first = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const second = await startHttp(ok);
  const host = await wechatHttp([first.url, second.url], aClock().now).connect();

  expect(await host.exchange(post)).toEqual({ status: 'lost' });
  expect(second.connections).toHaveLength(0);
});

test('when no base URL can be connected to, connect() says Unavailable', async () => {
  const urls = [await closedPort(), await closedPort()].map((port) => `http://127.0.0.1:${port}`);

  await expect(wechatHttp(urls, aClock().now).connect()).rejects.toThrow(Unavailable);
});

import { expect, test } from 'vitest';
import { certificate, startHttp, startHttps } from '../support/loopback-servers.ts';
import { startChild } from '../support/wechat-http-process.ts';

const tries = 10;
/** Longer than an idle connection is trusted; the child's clock is moved, nobody waits. */
const frozenMs = 5_000;

const { certFile } = certificate('trusted');
const hosts = {
  http: () => startHttp((_, response) => void response.end('{"errcode":0}')),
  https: () => startHttps('trusted', (_, response) => void response.end('{"errcode":0}')),
};

const endings = { 'a FIN': 'end', 'a reset': 'resetAndDestroy' } as const;
const cases = Object.entries(endings).flatMap(([name, ending]) =>
  (['http', 'https'] as const).map((scheme) => [scheme, name, ending] as const),
);

// The message to send waits in the pipe before the connection ends, so that a thawed process meets
// it first and has not yet seen what became of its connection. Windows cannot stop a process.
test.skipIf(process.platform === 'win32').each(cases)(
  'over %s, no send is lost to %s that came while the process was frozen',
  async (scheme, _, ending) => {
    const server = await hosts[scheme]();
    const child = await startChild(server.url, certFile);
    expect(await child.ask('send')).toMatchObject({ status: 'answered' });

    for (let thaws = 1; thaws <= tries; thaws += 1) {
      await child.freeze();
      const answer = child.ask('send', frozenMs);
      server.connections.at(-1)?.[ending]();
      child.thaw();

      expect(await answer).toMatchObject({ status: 'answered', httpStatus: 200 });
      expect(server.connections).toHaveLength(thaws + 1);
    }
  },
);

test.skipIf(process.platform === 'win32')(
  'a connection that was opened in INIT and died in the freeze is replaced in connect()',
  async () => {
    const server = await hosts.http();
    const child = await startChild(server.url);
    expect(await child.ask('connect')).toEqual({ status: 'connected' });

    await child.freeze();
    const connected = child.ask('connect', frozenMs);
    server.connections[0]?.resetAndDestroy();
    child.thaw();

    expect(await connected).toEqual({ status: 'connected' });
    expect(server.connections).toHaveLength(2);
    expect(await child.ask('exchange')).toMatchObject({ status: 'answered' });
    expect(server.connections).toHaveLength(2);
  },
);

test('over TLS too, requests one after another share one connection', async () => {
  const server = await hosts.https();
  const child = await startChild(server.url, certFile);

  for (let sent = 0; sent < 5; sent += 1) {
    expect(await child.ask('send')).toMatchObject({ status: 'answered' });
  }

  expect(server.connections).toHaveLength(1);
});

test('TLS that fails when the request is made leaves it certainly not sent', async () => {
  let requests = 0;
  const server = await startHttps('trusted', (_, response) => {
    requests += 1;
    response.end('{"errcode":0}');
  });
  const child = await startChild(server.url, certFile);
  expect(await child.ask('connect')).toEqual({ status: 'connected' });

  server.presentAs('stranger');

  expect(await child.ask('exchange', frozenMs)).toEqual({ status: 'not_sent' });
  expect(server.connections).toHaveLength(2);
  expect(requests).toBe(0);
});

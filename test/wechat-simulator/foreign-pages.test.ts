import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../local/wechat-simulator/simulator.ts';
import { startSimulator } from './running-simulator.ts';

/** As a browser sends it, whose `Host` and `Origin` no script chooses and fetch would not take. */
const ask = (
  base: string,
  line: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number | undefined; body: string }> => {
  const [method, path = '/'] = line.split(' ');
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    body: string;
  }>();
  const sent = request(base + path, { method, headers, agent: false }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () =>
      resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString('utf8') }),
    );
  });
  sent.on('error', reject).end();
  return promise;
};

describe("another site's page", () => {
  it.each(['POST /_simulator/reset', 'POST /_simulator/clock', 'DELETE /_simulator/faults'])(
    'may not ask for %s',
    async (line) => {
      const { base, post, get } = await startSimulator();
      await post('/_simulator/users', { openid: 'oNew' });

      for (const origin of ['https://evil.example', 'http://localhost:1', 'null']) {
        const headers = { origin, 'content-type': 'text/plain' };
        expect(await ask(base, line, headers)).toMatchObject({
          status: 403,
          body: expect.stringContaining('"field":"Origin"'),
        });
      }

      expect((await get('/_simulator/state')).users).toHaveLength(5);
    },
  );

  it('may not ask either when its name was made to lead here', async () => {
    const { base } = await startSimulator();
    const headers = { host: `evil.example:${new URL(base).port}` };

    for (const line of [
      'GET /_simulator/state',
      'GET /_simulator/events',
      'POST /_simulator/reset',
    ]) {
      expect(await ask(base, line, headers)).toMatchObject({
        status: 403,
        body: expect.stringContaining('"field":"Host"'),
      });
    }
  });
});

describe('the control plane answers', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', '192.168.1.5'])('under %s', async (name) => {
    const { base } = await startSimulator();
    const host = `${name}:${new URL(base).port}`;

    expect((await ask(base, 'GET /_simulator/state', { host })).status).toBe(200);
    const own = { host, origin: `http://${host}` };
    expect((await ask(base, 'POST /_simulator/reset', own)).status).toBe(200);
  });

  it('under the name that links spell it by, also behind a proxy that keeps its own Host', async () => {
    const { base } = await startSimulator({ publicUrl: 'https://wechat.example' });
    const origin = 'https://wechat.example';

    const named = await ask(base, 'POST /_simulator/reset', { host: 'wechat.example', origin });
    const proxied = await ask(base, 'POST /_simulator/reset', { host: '127.0.0.1:3001', origin });

    expect([named.status, proxied.status]).toEqual([200, 200]);
  });
});

it('links spell an IPv6 address as URLs do', async () => {
  const simulator = createSimulator();
  const { url, port } = await simulator.listen(0, '::1');
  await simulator.close();

  expect(url).toBe(`http://[::1]:${port}`);
});

it("WeChat's own paths are answered under every name: a container knows this machine by another", async () => {
  const { base } = await startSimulator();
  const headers = { host: 'host.docker.internal:3001' };

  expect((await ask(base, 'GET /cgi-bin/token', headers)).status).toBe(200);
});

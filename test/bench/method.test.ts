import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lambdaEnvironment } from '../../bench/environment.ts';
import { interleave } from '../../bench/interleave.ts';
import { hold } from '../../bench/load/generator.ts';
import { spread } from '../../bench/statistics.ts';

test('every round runs every subject, each time beginning with another one', async () => {
  const order: string[] = [];
  await interleave(['a', 'b', 'c'], 2, async (name) => {
    order.push(name);
    return { cpu: 1 };
  });

  expect(order.join('')).toBe('abc' + 'bca' + 'cab');
});

test('the first round, which fills the caches, does not count', async () => {
  let runs = 0;
  const { a } = await interleave(['a'], 3, async () => {
    runs += 1;
    return { cpu: runs === 1 ? 1_000 : runs };
  });

  expect(a.cpu).toEqual({ median: 3, q1: 2.5, q3: 3.5, rounds: 3 });
});

test('one slow round does not move a median', () => {
  expect(spread([10, 11, 900, 12, 10]).median).toBe(11);
});

test('a function that is measured sees nothing of the shell', () => {
  vi.stubEnv('NODE_OPTIONS', '--enable-source-maps');
  vi.stubEnv('NODE_EXTRA_CA_CERTS', '/etc/ssl/more.pem');
  const nowhere = 'http://127.0.0.1:9';
  const environment = lambdaEnvironment('send-message', {
    dynamodb: nowhere,
    ssm: nowhere,
    wechat: nowhere,
  });
  vi.unstubAllEnvs();

  expect(environment).toMatchObject({ WECHAT_API_URLS: nowhere, AWS_ENDPOINT_URL_SSM: nowhere });
  expect(Object.keys(environment).filter((name) => /^(NODE_(?!ENV)|PATH|HOME)/.test(name))).toEqual(
    [],
  );
});

test('a rate is held by an open loop: every request leaves once, answered or not', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.writeHead(request.url === '/1' ? 503 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const held = await hold(
    ['/0', '/1', '/2', '/3'].map((path) => ({ method: 'GET', url: base + path })),
    200,
  );

  expect(seen.toSorted()).toEqual(['/0', '/1', '/2', '/3']);
  expect(held.errors).toBe(1);
});

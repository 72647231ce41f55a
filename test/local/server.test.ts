import { expect, test } from 'vitest';
import { startGateway } from './gateway-fixture.ts';
import { rawGet, rawRequest } from './raw-request.ts';

const pages = [
  ['/demo/', 'text/html; charset=utf-8', '<title>demo</title>'],
  ['/demo/sub/', 'text/html; charset=utf-8', 'sub'],
  ['/yici.js', 'text/javascript; charset=utf-8', 'export {};'],
] as const;

test.each(pages)('%s is served as %s', async (path, type, text) => {
  const { url } = await startGateway();

  const response = await fetch(`${url}${path}`);

  expect(response.headers.get('content-type')).toBe(type);
  expect(await response.text()).toContain(text);
});

test('the root leads to the demo page', async () => {
  const { url } = await startGateway();

  const response = await fetch(url, { redirect: 'manual' });

  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('/demo/');
});

test('HEAD is answered like GET, without the body', async () => {
  const { url } = await startGateway();

  const response = await fetch(`${url}/demo/`, { method: 'HEAD' });

  expect(response.status).toBe(200);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
  expect(await response.text()).toBe('');
});

test.each([
  '/demo/../secret.txt',
  '/demo/..%2Fsecret.txt',
  '/demo/%2e%2e/secret.txt',
  '/demo/sub/../../secret.txt',
  '/demo/..%5csecret.txt',
  '/demo/.hidden',
  '/secret.txt',
  '/demo/sub%00/',
])('%s does not lead out of the pages', async (target) => {
  const { port } = await startGateway();

  expect((await rawGet(port, target)).status).toBe(404);
});

test.each(['/', '/subscribe?scene=1', '/consent/abc?a=%2F', '/demo/', '/yici.js'])(
  'a browser that asks another host for %s is sent to the base URL',
  async (target) => {
    const { url, port } = await startGateway();

    const answer = await rawRequest(
      port,
      `GET ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`,
    );

    expect(answer).toMatch(/^HTTP\/1\.1 302 /);
    expect(answer).toContain(`location: ${url}${target}\r\n`);
  },
);

test('an API route answers under whatever host it is asked', async () => {
  const { port } = await startGateway();

  const answer = await rawRequest(
    port,
    `GET /v1/health HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`,
  );

  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});

import { expect, test } from 'vitest';
import type { Route } from '../../lib/routes.ts';
import { startGateway } from './gateway-fixture.ts';

const route: Route = {
  method: 'POST',
  path: '/v1/consents',
  function: 'record-consent',
  access: 'public',
};

const preflight = (url: string, origin: string) =>
  fetch(`${url}/v1/consents`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });

test('a preflight of a configured origin is answered without a function', async () => {
  const { url } = await startGateway({ routes: [route], fixture: 'broken-init.mjs' });

  const response = await preflight(url, 'https://h5.example.com');

  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://h5.example.com');
  expect(response.headers.get('access-control-allow-methods')).toBe('POST');
  expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
  expect(response.headers.has('access-control-allow-credentials')).toBe(false);
});

test('a preflight of another origin is allowed nothing', async () => {
  const { url } = await startGateway({ routes: [route] });

  const response = await preflight(url, 'https://other.example.com');

  expect(response.headers.has('access-control-allow-origin')).toBe(false);
});

test("an answer names the request's origin when it is configured, whatever the function says", async () => {
  const { url } = await startGateway({ routes: [route], fixture: 'answer-body.mjs' });
  const post = (origin: string) =>
    fetch(`${url}/v1/consents`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({
        statusCode: 200,
        headers: { 'Access-Control-Allow-Origin': '*' },
        body: '',
      }),
    });

  const allowed = await post('https://h5.example.com');
  const other = await post('https://other.example.com');

  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://h5.example.com');
  expect(other.headers.has('access-control-allow-origin')).toBe(false);
});

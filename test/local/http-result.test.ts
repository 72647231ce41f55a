import { describe, expect, test } from 'vitest';
import type { Route } from '../../lib/routes.ts';
import { startGateway } from './gateway-fixture.ts';

const route: Route = {
  method: 'POST',
  path: '/answer',
  function: 'record-consent',
  access: 'public',
};

const answerFor = async (returned: unknown, timeoutMs?: number) => {
  const { url } = await startGateway({
    routes: [route],
    fixture: 'answer-body.mjs',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return fetch(`${url}/answer`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(returned),
  });
};

test('status, headers, cookies and body are those that the function names', async () => {
  const response = await answerFor({
    statusCode: 302,
    headers: { Location: '/there', 'cache-control': 'no-store', 'content-type': 'text/html' },
    cookies: ['a=1; Path=/', 'b=2; HttpOnly'],
    body: '<p>一次</p>',
  });

  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('/there');
  expect(response.headers.get('content-type')).toBe('text/html');
  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; HttpOnly']);
  expect(await response.text()).toBe('<p>一次</p>');
});

test('a base64 body is sent as the bytes that it encodes', async () => {
  const response = await answerFor({ statusCode: 200, body: 'AP+A', isBase64Encoded: true });

  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 128]));
});

test('an answer without a content type is plain text', async () => {
  const response = await answerFor({ statusCode: 200, body: 'hello' });

  expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
});

test('an object without a status is a JSON body', async () => {
  const response = await answerFor({ ok: true });

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ ok: true });
});

describe('a function that fails', () => {
  test.each([
    ['by throwing', 'throw', undefined],
    ['by taking too long', 'hang', 100],
    ['by a status that is none', { statusCode: 'ok' }, undefined],
    ['by a body that is not text', { statusCode: 200, body: { a: 1 } }, undefined],
    ['by a header that is none', { statusCode: 200, headers: { a: 'b\r\nc: d' } }, undefined],
  ])('%s is a 500 that tells nothing', async (_, returned, timeoutMs) => {
    const response = await answerFor(returned, timeoutMs);

    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });
});

test('a body at the limit is read and one above it is refused', async () => {
  const { url } = await startGateway({ routes: [{ ...route, method: 'POST' }] });
  const post = (length: number) =>
    fetch(`${url}/answer`, { method: 'POST', body: new Blob([new Uint8Array(length)]) });

  const refused = await post(10 * 1024 * 1024 + 1);

  expect(refused.status).toBe(413);
  expect(await refused.json()).toEqual({ message: 'Request Entity Too Large' });
  expect((await post(50 * 1024 * 1024)).status).toBe(413);
  expect((await post(1024 * 1024)).status).toBe(200);
});

test('headers above ten kilobytes are refused', async () => {
  const { url } = await startGateway({ routes: [route] });

  const response = await fetch(`${url}/answer`, { headers: { 'x-long': 'x'.repeat(10_500) } });

  expect(response.status).toBe(431);
  expect(await response.json()).toEqual({ message: 'Request Header Fields Too Large' });
});

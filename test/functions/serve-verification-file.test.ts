import { expect, test } from 'vitest';
import { createHandler } from '../../functions/serve-verification-file/handler.ts';
import { anEvent } from '../support/http-events.ts';

const serve = createHandler({ 'MP_verify_abc123.txt': 'abc123', 'MP_verify_other.txt': 'other' });

test.each([
  ['MP_verify_abc123.txt', 'abc123'],
  ['MP_verify_other.txt', 'other'],
])('%s is served byte for byte, as text', async (name, content) => {
  expect(await serve(anEvent(`GET /${name}`))).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: content,
  });
});

test('a base path in front of it does not matter', async () => {
  const event = { ...anEvent('GET /MP_verify_abc123.txt'), rawPath: '/base/MP_verify_abc123.txt' };

  expect(await serve(event)).toMatchObject({ statusCode: 200, body: 'abc123' });
});

test.each(['GET /MP_verify_nobody.txt', 'GET /', '$default'])(
  '%s is not there',
  async (routeKey) => {
    expect(await serve(anEvent(routeKey))).toEqual({ statusCode: 404 });
  },
);

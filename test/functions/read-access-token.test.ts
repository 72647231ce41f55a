import { expect, test } from 'vitest';
import { createHandler, type Deps } from '../../functions/read-access-token/handler.ts';
import type { AccessToken } from '../../src/domain/access-token.ts';
import { Misconfigured, Unavailable } from '../../src/domain/errors.ts';
import { startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aContext, anEvent } from '../support/http-events.ts';

const token: AccessToken = {
  accessToken: '99_CANARY',
  expiresAtMs: startMs + 3_600_000,
  fetchedAtMs: startMs - 3_600_000,
  fingerprint: '0123456789abcdef',
};

const reading = async (read: Deps['parameter']['read']) => {
  const output = capturedOutput();
  const handler = createHandler({ parameter: { read }, log: output.log, now: () => startMs });
  const answer = await handler(anEvent('GET /v1/access-token'), aContext());
  return { answer, body: JSON.parse(answer.body ?? ''), output };
};

test('the stored token and its end are given, for nobody to keep on the way', async () => {
  const { answer, body } = await reading(async () => token);

  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
  expect(body).toEqual({ accessToken: '99_CANARY', expiresAt: '2026-11-23T01:00:00.000Z' });
});

test('the log names the token by its fingerprint alone', async () => {
  const { output } = await reading(async () => token);

  expect(output.logged()).toEqual([
    { level: 'INFO', event: 'access_token.given', fingerprint: '0123456789abcdef' },
  ]);
  expect(output.lines.join()).not.toContain('CANARY');
});

test.each<[string, Deps['parameter']['read'], string]>([
  ['none is stored', async () => undefined, 'access_token.withheld'],
  [
    'it is so near its end that a call might not finish',
    async () => ({ ...token, expiresAtMs: startMs + 60_000 }),
    'access_token.withheld',
  ],
  ['it cannot be read', () => Promise.reject(new Unavailable('parameter')), 'request.failed'],
])('no token is given when %s, and when to ask again is', async (_, read, event) => {
  const { answer, body, output } = await reading(read);

  expect(answer.statusCode).toBe(503);
  expect(answer.headers).toMatchObject({ 'retry-after': expect.stringMatching(/^\d+$/) });
  expect(body).toMatchObject({ code: 'unavailable' });
  expect(body).not.toHaveProperty('accessToken');
  expect(output.logged()).toMatchObject([{ level: 'ERROR', event }]);
});

test('a parameter that is not in the documented form is our fault and is not shown', async () => {
  const { answer } = await reading(() => Promise.reject(new Misconfigured('malformed')));

  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('malformed');
});

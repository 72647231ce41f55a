import { expect, test } from 'vitest';
import { createHandler, type Deps } from '../../functions/report-health/handler.ts';
import type { AccessToken } from '../../src/domain/access-token.ts';
import { Misconfigured, Unavailable } from '../../src/domain/errors.ts';
import { startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aContext, anEvent } from '../support/http-events.ts';

const token: AccessToken = {
  accessToken: 'CANARY',
  expiresAtMs: startMs + 3_600_000,
  fetchedAtMs: startMs - 3_600_000,
  fingerprint: 'CANARY-fingerprint',
};

const health = async (changes: Partial<Deps> = {}) => {
  const output = capturedOutput();
  const handler = createHandler({
    parameter: { read: async () => token },
    isTableReachable: async () => true,
    log: output.log,
    now: () => startMs,
    ...changes,
  });
  const { statusCode, body = '' } = await handler(anEvent('GET /v1/health'), aContext());
  return { statusCode, text: body, body: JSON.parse(body), output };
};

const reading = (read: Deps['parameter']['read']) => health({ parameter: { read } });

test('a message could be sent now', async () => {
  const { statusCode, body } = await health();

  expect(statusCode).toBe(200);
  expect(body).toEqual({
    status: 'ok',
    accessToken: {
      fresh: true,
      expiresAt: '2026-11-23T01:00:00.000Z',
      refreshedAt: '2026-11-22T23:00:00.000Z',
    },
    creditTable: 'reachable',
  });
});

test('a token near its end is one that no sender uses any more', async () => {
  const expiring = { ...token, expiresAtMs: startMs + 60_000 };

  expect(await reading(async () => expiring)).toMatchObject({
    statusCode: 503,
    body: { status: 'degraded', accessToken: { fresh: false } },
  });
  expect(await reading(async () => ({ ...expiring, expiresAtMs: startMs + 60_001 }))).toMatchObject(
    {
      statusCode: 200,
    },
  );
});

test.each<[string, Deps['parameter']['read']]>([
  ['no token is stored', async () => undefined],
  ['Parameter Store does not answer', () => Promise.reject(new Unavailable('x'))],
  ['the parameter is malformed', () => Promise.reject(new Misconfigured('x'))],
])('no message can be sent when %s', async (_, read) => {
  const { statusCode, body } = await reading(read);

  expect(statusCode).toBe(503);
  expect(body).toEqual({
    status: 'degraded',
    accessToken: { fresh: false },
    creditTable: 'reachable',
  });
});

test('no message can be sent when the credits cannot be reached', async () => {
  expect(await health({ isTableReachable: async () => false })).toMatchObject({
    statusCode: 503,
    body: { status: 'degraded', accessToken: { fresh: true }, creditTable: 'unreachable' },
  });
});

test("a token from the owner's own service need not say when it was fetched", async () => {
  const { body } = await reading(async () => ({ ...token, fetchedAtMs: 0 }));

  expect(body.accessToken).toEqual({ fresh: true, expiresAt: '2026-11-23T01:00:00.000Z' });
});

test('nothing of the token is shown or logged', async () => {
  const { text, output } = await health();

  expect(text + output.lines.join()).not.toContain('CANARY');
  expect(output.logged()).toEqual([
    { level: 'INFO', event: 'health.reported', fresh: true, reachable: true },
  ]);
});

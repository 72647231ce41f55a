import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { accessTokenParameter, fingerprintOf } from '../../src/aws/access-token-parameter.ts';
import { Misconfigured, Unavailable } from '../../src/domain/errors.ts';
import { startMs } from '../support/builders.ts';
import { startParameterStore } from '../support/parameter-store.ts';

const name = '/yici/dev/access-token';
const token = {
  accessToken: 'CANARY-token',
  expiresAtMs: startMs + 7_200_000,
  fetchedAtMs: startMs,
  fingerprint: fingerprintOf('CANARY-token'),
};

const setUp = async (stored?: unknown) => {
  const store = await startParameterStore();
  if (stored !== undefined) {
    await store.put(name, typeof stored === 'string' ? stored : JSON.stringify(stored));
  }
  return { store, parameter: accessTokenParameter(store.client, name) };
};

test('what was written is read', async () => {
  const { parameter } = await setUp();

  await parameter.write(token);
  await parameter.write(token);

  expect(await parameter.read()).toEqual(token);
});

test('it is JSON in the documented form, which others may write too', async () => {
  const { store, parameter } = await setUp();
  await parameter.write(token);

  expect(JSON.parse(await store.get(name))).toEqual({
    accessToken: 'CANARY-token',
    expiresAt: '2026-11-23T02:00:00.000Z',
    fetchedAt: '2026-11-23T00:00:00.000Z',
    fingerprint: token.fingerprint,
  });
});

test('before the first one there is none', async () => {
  expect(await (await setUp()).parameter.read()).toBeUndefined();
});

test.each([
  ['2026-11-23T02:00:00Z', 0],
  ['2026-11-23T02:00:00.250Z', 250],
  ['2026-11-23T10:00:00+08:00', 0],
  ['2026-11-22T21:00:00-05:00', 0],
  ['2026-11-23t02:00:00z', 0],
])(
  "the owner's own token service may write only the token and its end: %s",
  async (expiresAt, ms) => {
    const { parameter } = await setUp({ accessToken: 'CANARY-token', expiresAt });

    expect(await parameter.read()).toEqual({
      ...token,
      expiresAtMs: token.expiresAtMs + ms,
      fetchedAtMs: 0,
    });
  },
);

test('the fingerprint is of the token that is there, whatever the parameter says', async () => {
  const { parameter } = await setUp({
    accessToken: 'CANARY-token',
    expiresAt: '2026-11-23T02:00:00Z',
    fingerprint: 'another',
  });

  expect(await parameter.read()).toMatchObject({ fingerprint: token.fingerprint });
});

// A time without its zone, or a mere lifetime, would be read as a token that lives for too long.
test.each<[string, unknown]>([
  ['a lifetime in seconds', { accessToken: 'CANARY', expiresAt: 7_200 }],
  ['a lifetime in seconds as text', { accessToken: 'CANARY', expiresAt: '7200' }],
  ['Unix seconds', { accessToken: 'CANARY', expiresAt: 1_795_399_200 }],
  ['Beijing time without a zone', { accessToken: 'CANARY', expiresAt: '2026-11-23 10:00:00' }],
  ['ISO without a zone', { accessToken: 'CANARY', expiresAt: '2026-11-23T10:00:00' }],
  ['a day', { accessToken: 'CANARY', expiresAt: '2026-11-23' }],
  ['a day that does not exist', { accessToken: 'CANARY', expiresAt: '2026-13-45T00:00:00Z' }],
  ['no end', { accessToken: 'CANARY' }],
  ['no token', { expiresAt: '2026-11-23T02:00:00Z' }],
  ['an empty token', { accessToken: '', expiresAt: '2026-11-23T02:00:00Z' }],
  ['a token that is no text', { accessToken: 7, expiresAt: '2026-11-23T02:00:00Z' }],
  ['the token alone', 'CANARY-token'],
  ['half of its JSON', '{"accessToken":"CANARY'],
  ['a list', [token]],
  ['null', 'null'],
])('%s has to be mended, and is not shown', async (_, stored) => {
  const { parameter } = await setUp(stored);

  const failure = await parameter.read().catch((error: unknown) => error);

  expect(failure).toEqual(
    new Misconfigured('the access_token parameter is not in the documented form'),
  );
  expect(inspect(failure, { showHidden: true, depth: null })).not.toContain('CANARY');
});

test('while nobody answers, reading and writing are unavailable, and say nothing of the token', async () => {
  const { store, parameter } = await setUp();
  await store.stop();

  const failures = await Promise.all([
    parameter.read().catch((error: unknown) => error),
    parameter.write(token).catch((error: unknown) => error),
  ]);

  for (const failure of failures) {
    expect(failure).toBeInstanceOf(Unavailable);
    expect(inspect(failure, { showHidden: true, depth: null })).not.toContain('CANARY');
  }
});

test('a fingerprint is 16 hex digits that say nothing of the token', () => {
  expect(fingerprintOf('a')).toBe('ca978112ca1bbdca');
  expect(fingerprintOf('b')).not.toBe(fingerprintOf('a'));
});

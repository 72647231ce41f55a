import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ListedKey, parseKeyList, writeKeyList } from '../../cli/rotation/key-list.ts';
import {
  oldestLinkMs,
  type Plan,
  planPublish,
  planRetire,
  publishBeforeMs,
  viewKeys,
} from '../../cli/rotation/plan.ts';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const day = 86_400_000;
const secretOf = (n: number) => Buffer.alloc(32, n).toString('base64');
const first: readonly ListedKey[] = [{ kid: '01', secret: secretOf(1), signsFromMs: start }];

const keysOf = (plan: Plan): readonly ListedKey[] => {
  if (!('keys' in plan)) throw new Error(`no keys in ${plan.status}`);
  return plan.keys;
};
const signer = (keys: readonly ListedKey[], nowMs: number) =>
  parseSealingKeys(writeKeyList(keys)).signingKey(nowMs).kid;

describe('one rotation, from its first day to its last', () => {
  const publishedAtMs = start + 30 * day;
  const published = keysOf(planPublish(first, secretOf(2), publishedAtMs));

  test('the new key is published beside the old one and signs ten minutes later', () => {
    expect(published.map(({ kid }) => kid)).toEqual(['01', '02']);
    expect(signer(published, publishedAtMs)).toBe('01');
    expect(signer(published, publishedAtMs + publishBeforeMs - 1)).toBe('01');
    expect(signer(published, publishedAtMs + publishBeforeMs)).toBe('02');
    expect(publishBeforeMs).toBe(10 * minute);
  });

  test('while it waits no other one is published', () => {
    const again = planPublish(published, secretOf(3), publishedAtMs + publishBeforeMs - 1);

    expect(again).toEqual({
      status: 'waiting',
      kid: '02',
      signsFromMs: publishedAtMs + publishBeforeMs,
    });
  });

  test('the old one may not go while it signs, nor the new one while it waits', () => {
    for (const kid of ['01', '02']) {
      expect(planRetire(published, kid, publishedAtMs + minute)).toEqual({ status: 'in_use' });
    }
  });

  test('the old one stays until the oldest link that it can have sealed is past its time', () => {
    const retireFromMs = publishedAtMs + publishBeforeMs + oldestLinkMs;

    expect(oldestLinkMs).toBeGreaterThan(7 * day);
    expect(planRetire(published, '01', retireFromMs - 1)).toEqual({
      status: 'too_soon',
      retireFromMs,
    });
    expect(keysOf(planRetire(published, '01', retireFromMs)).map(({ kid }) => kid)).toEqual(['02']);
    expect(planRetire(published, '02', retireFromMs)).toEqual({ status: 'in_use' });
    expect(planRetire(published, '03', retireFromMs)).toEqual({ status: 'no_such_key' });
  });

  test('what each key does is shown, oldest first', () => {
    const nowMs = publishedAtMs + publishBeforeMs;

    expect(viewKeys([...published].reverse(), nowMs)).toEqual([
      { kid: '01', signsFromMs: start, role: 'opens', retireFromMs: nowMs + oldestLinkMs },
      { kid: '02', signsFromMs: nowMs, role: 'signs', retireFromMs: undefined },
    ]);
  });
});

test('kids go on after the newest, over ff, and never one that is there', () => {
  const keys = ['fe', '00', 'ff'].map((kid, index) => ({
    kid,
    secret: secretOf(index),
    signsFromMs: start + index,
  }));

  const plan = planPublish(keys, secretOf(9), start + day);

  expect(keysOf(plan).at(-1)?.kid).toBe('01');
});

test('a list that somebody made longer and longer is not made longer still', () => {
  const keys = Array.from({ length: 16 }, (_, index) => ({
    kid: index.toString(16).padStart(2, '0'),
    secret: secretOf(index),
    signsFromMs: start + index,
  }));

  expect(planPublish(keys, secretOf(99), start + day)).toEqual({ status: 'too_many' });
});

test('however an operator rotates, every link opens while it lives and some key always signs', () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 0, max: 9 * day }),
    act: fc.constantFrom('publish', 'retire'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let keys = first;
      let nowMs = start;
      const sealed: { kid: string; atMs: number }[] = [];
      for (const [index, { waitMs, act }] of steps.entries()) {
        // a function that read the list five minutes ago seals with what it read
        sealed.push({ kid: signer(keys, nowMs), atMs: nowMs });
        nowMs += waitMs;
        const before = keys;
        const oldest = viewKeys(keys, nowMs)[0]?.kid ?? '';
        const plan =
          act === 'publish'
            ? planPublish(keys, secretOf(index + 2), nowMs)
            : planRetire(keys, oldest, nowMs);
        if ('keys' in plan) keys = plan.keys;
        sealed.push({ kid: signer(before, nowMs + 5 * minute), atMs: nowMs + 5 * minute });
        const ring = parseSealingKeys(writeKeyList(keys));
        expect(keys.map(({ kid }) => kid)).toContain(ring.signingKey(nowMs).kid);
        for (const { kid, atMs } of sealed) {
          if (nowMs < atMs + 7 * day) expect(ring.find(kid)?.kid).toBe(kid);
        }
      }
    }),
    { numRuns: 200 },
  );
});

describe('the list as the parameter holds it', () => {
  test('is read and written back as it was', () => {
    const text = writeKeyList(first);

    expect(parseKeyList(text)).toEqual(first);
    expect(parseSealingKeys(text).signingKey(start).kid).toBe('01');
  });

  test.each([
    '',
    '{}',
    '{"keys":[]}',
    'null',
    JSON.stringify({
      keys: [{ kid: '1', secret: secretOf(1), signsFrom: '2026-01-01T00:00:00Z' }],
    }),
    JSON.stringify({ keys: [{ kid: '01', secret: 'short', signsFrom: '2026-01-01T00:00:00Z' }] }),
    JSON.stringify({ keys: [{ kid: '01', secret: secretOf(1), signsFrom: 'today' }] }),
  ])('%s is not one', (text) => {
    expect(parseKeyList(text)).toBeUndefined();
  });
});

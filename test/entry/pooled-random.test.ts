import { expect, test } from 'vitest';
import { pooledRandom } from '../../src/entry/pooled-random.ts';

test('random bytes are never given twice, also when the pool is filled again', () => {
  const random = pooledRandom();
  const given = Array.from({ length: 5_000 }, () => random(10));

  expect(new Set(given.map((bytes) => bytes.toString('hex'))).size).toBe(5_000);
  expect(new Set(given.map(({ length }) => length))).toEqual(new Set([10]));
});

test('bytes that were given do not change when the pool is filled again', () => {
  const random = pooledRandom();
  const first = random(10);
  const before = first.toString('hex');
  for (let left = 1_000; left > 0; left -= 1) random(10);

  expect(first.toString('hex')).toBe(before);
});

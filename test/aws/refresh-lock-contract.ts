import { beforeEach, describe, expect, test } from 'vitest';
import type { RefreshLock } from '../../src/use-cases/ports.ts';
import { startMs } from '../support/builders.ts';

const half = 30_000;
const day = 86_400_000;
/** startMs is midnight in UTC. */
const midnightInBeijing = startMs + 16 * 3_600_000;

/** What every refresh lock promises: run on the fake and on the real engines alike. */
export const describeRefreshLock = (engine: string, make: () => Promise<RefreshLock>) =>
  describe(`the lock ${engine}`, () => {
    let lock: RefreshLock;
    beforeEach(async () => {
      lock = await make();
    });
    const take = (owner: string, nowMs = startMs) => lock.take(owner, nowMs, nowMs + half);

    test('of many at once, one takes it', async () => {
      const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => take(`owner-${n}`)));

      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    test('who holds it is told so again: its own write may have lost its answer', async () => {
      expect(await take('a')).toBe(true);
      expect(await take('a')).toBe(true);
      expect(await take('b')).toBe(false);
    });

    test('it is free when it is left', async () => {
      await take('a');
      await lock.leave('a');

      expect(await take('b')).toBe(true);
    });

    test('nobody leaves it for another', async () => {
      await take('a');
      await lock.leave('b');

      expect(await take('b')).toBe(false);
    });

    test('leaving what is not held does nothing', async () => {
      await lock.leave('a');

      expect(await take('b')).toBe(true);
    });

    test('one whose owner died is free when its time is over, and not before', async () => {
      await take('a');

      expect(await take('b', startMs + half - 1)).toBe(false);
      expect(await take('b', startMs + half)).toBe(true);
      await lock.leave('a');
      expect(await take('c', startMs + half)).toBe(false);
    });

    describe('counts uses of force_refresh', () => {
      beforeEach(() => take('a'));

      test('for its owner alone', async () => {
        expect(await lock.countForce('b', startMs)).toBe(false);
        expect(await lock.countForce('a', startMs)).toBe(true);
      });

      test('for nobody while it is free', async () => {
        await lock.leave('a');

        expect(await lock.countForce('a', startMs)).toBe(false);
      });

      test('30 seconds apart', async () => {
        expect(await lock.countForce('a', startMs)).toBe(true);
        expect(await lock.countForce('a', startMs + half - 1)).toBe(false);
        expect(await lock.countForce('a', startMs + half)).toBe(true);
      });

      test('ten a day, and anew the next day', async () => {
        const used: boolean[] = [];
        for (let n = 0; n < 12; n += 1) used.push(await lock.countForce('a', startMs + n * half));

        expect(used).toEqual([...Array(10).fill(true), false, false]);
        expect(await lock.countForce('a', startMs + day)).toBe(true);
        expect(await lock.countForce('a', startMs + day + half)).toBe(true);
      });

      test('by a day that begins at midnight in Beijing, not in UTC', async () => {
        for (let n = 10; n > 0; n -= 1) await lock.countForce('a', startMs + day - n * half);

        expect(await lock.countForce('a', startMs + day)).toBe(false);
        expect(await lock.countForce('a', midnightInBeijing + day - 1)).toBe(false);
        expect(await lock.countForce('a', midnightInBeijing + day)).toBe(true);
      });

      test('also 30 seconds apart across midnight', async () => {
        expect(await lock.countForce('a', midnightInBeijing - 1)).toBe(true);
        expect(await lock.countForce('a', midnightInBeijing)).toBe(false);
        expect(await lock.countForce('a', midnightInBeijing - 1 + half)).toBe(true);
      });

      test('whoever holds it then: the budget is of the account, not of an owner', async () => {
        await lock.countForce('a', startMs);
        await lock.leave('a');
        await take('b');

        expect(await lock.countForce('b', startMs + 1)).toBe(false);
        expect(await lock.countForce('b', startMs + half)).toBe(true);
      });

      test('of many at once, one', async () => {
        const used = await Promise.all(
          Array.from({ length: 10 }, () => lock.countForce('a', startMs)),
        );

        expect(used.filter(Boolean)).toHaveLength(1);
      });

      test('by a clock that was set back, not at all', async () => {
        expect(await lock.countForce('a', startMs + day)).toBe(true);
        expect(await lock.countForce('a', startMs)).toBe(false);
      });
    });
  });

import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import type { RefreshLock } from '../../src/use-cases/ports.ts';
import { startMs } from '../support/builders.ts';
import { startEngine } from '../support/dynamodb.ts';
import { memoryLock } from '../support/memory-token.ts';

const half = 30_000;
const day = 86_400_000;

let engine: Awaited<ReturnType<typeof startEngine>>;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const locks: Readonly<Record<string, () => Promise<RefreshLock>>> = {
  'in memory': async () => memoryLock(),
  'on the engine': async () => refreshLock(engine.client, (await engine.tables()).locks),
};

describe.each(Object.entries(locks))('the lock %s', (_, make) => {
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

    test('also 30 seconds apart across midnight', async () => {
      expect(await lock.countForce('a', startMs + day - 1)).toBe(true);
      expect(await lock.countForce('a', startMs + day)).toBe(false);
      expect(await lock.countForce('a', startMs + day - 1 + half)).toBe(true);
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

test('a table that is not there is Unavailable, not a lost race', async () => {
  const lock = refreshLock(engine.client, 'no-such-table');

  await expect(lock.take('a', 1, 2)).rejects.toThrow(
    new Unavailable('the locks table did not answer: ResourceNotFoundException'),
  );
});

test('the item keeps the budget while the lock is free', async () => {
  const { locks: table } = await engine.tables();
  const lock = refreshLock(engine.client, table);
  await lock.take('a', startMs, startMs + half);
  await lock.countForce('a', startMs);
  await lock.leave('a');

  const { Attributes } = await engine.client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { name: { S: 'refresh-access-token' } },
      UpdateExpression: 'REMOVE nothing',
      ReturnValues: 'ALL_NEW',
    }),
  );

  expect(Attributes).toEqual({
    name: { S: 'refresh-access-token' },
    forcedAt: { N: String(startMs) },
    forcedDay: { N: String(startMs / day) },
    forcedToday: { N: '1' },
  });
});

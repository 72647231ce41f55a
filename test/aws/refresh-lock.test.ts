import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { startMs } from '../support/builders.ts';
import { startEngine } from '../support/dynamodb.ts';
import { memoryLock } from '../support/memory-token.ts';
import { describeRefreshLock } from './refresh-lock-contract.ts';

const half = 30_000;
const day = 86_400_000;

let engine: Awaited<ReturnType<typeof startEngine>>;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

describeRefreshLock('in memory', async () => memoryLock());
describeRefreshLock('on the engine that runs locally', async () =>
  refreshLock(engine.client, (await engine.tables()).locks),
);

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

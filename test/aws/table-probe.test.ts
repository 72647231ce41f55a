import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTableReachable } from '../../src/aws/table-probe.ts';
import { startEngine } from '../support/dynamodb.ts';
import { closedPort } from '../support/loopback-servers.ts';

let engine: Awaited<ReturnType<typeof startEngine>>;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

test('a table that answers is reachable, though it is empty', async () => {
  const { credits } = await engine.tables();

  expect(await isTableReachable(engine.client, credits)()).toBe(true);
});

test('one that is not there is not', async () => {
  expect(await isTableReachable(engine.client, 'no-such-table')()).toBe(false);
});

test('nor is one whose engine does not answer', async () => {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${await closedPort()}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

  expect(await isTableReachable(client, 'credits')()).toBe(false);
  client.destroy();
});

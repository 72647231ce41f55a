import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDynamodb } from '../../local/dynamodb.ts';
import { createTables, sweepExpiredItems } from '../../local/tables.ts';
import { dynamodbClient } from './aws-clients.ts';
import { temporaryFolder } from './temporary-folder.ts';

const tables = { credits: 'credits', locks: 'locks' };

const startWithTables = async (path?: string) => {
  const endpoint = await startDynamodb(path === undefined ? {} : { path });
  onTestFinished(endpoint.close);
  const client = dynamodbClient(endpoint.url);
  await createTables(client, tables);
  return { client, url: endpoint.url };
};

const key = (openid: string) => ({ openid: { S: openid }, scene: { N: '7' } });

const claim = (client: DynamoDBClient, openid: string, sendId: string) =>
  client.send(
    new UpdateItemCommand({
      TableName: tables.credits,
      Key: key(openid),
      UpdateExpression: 'SET sendId = :sendId',
      ConditionExpression: 'attribute_not_exists(sendId)',
      ExpressionAttributeValues: { ':sendId': { S: sendId } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );

const refused = (promise: Promise<unknown>): Promise<ConditionalCheckFailedException> =>
  promise.then(
    () => expect.unreachable('the write was accepted'),
    (error) => {
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      return error;
    },
  );

describe('a conditional write that fails', () => {
  test('of fifty that race for one item one wins, and the others see the item of the winner', async () => {
    const { client } = await startWithTables();
    const sendIds = Array.from({ length: 50 }, (_, at) => `send-${at}`);

    const results = await Promise.allSettled(sendIds.map((id) => claim(client, 'oUser', id)));

    const winner = sendIds.filter((_, at) => results[at]?.status === 'fulfilled');
    const seen = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(winner).toHaveLength(1);
    expect(seen).toHaveLength(49);
    for (const error of seen) {
      expect(error.Item).toEqual({ ...key('oUser'), sendId: { S: winner[0] } });
    }
  });

  test('shows the old item for a put and for a delete as well', async () => {
    const { client } = await startWithTables();
    const old = { ...key('oUser'), sendId: { S: 'first' } };
    await client.send(new PutItemCommand({ TableName: tables.credits, Item: old }));
    const condition = {
      TableName: tables.credits,
      ConditionExpression: 'sendId = :other',
      ExpressionAttributeValues: { ':other': { S: 'other' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;

    const put = new PutItemCommand({ ...condition, Item: key('oUser') });
    const deletion = new DeleteItemCommand({ ...condition, Key: key('oUser') });

    expect((await refused(client.send(put))).Item).toEqual(old);
    expect((await refused(client.send(deletion))).Item).toEqual(old);
  });

  test('shows no item when there was none, and none when it was not asked for', async () => {
    const { client } = await startWithTables();
    const update = {
      TableName: tables.credits,
      Key: key('oUser'),
      UpdateExpression: 'SET sendId = :id',
      ConditionExpression: 'sendId = :id',
      ExpressionAttributeValues: { ':id': { S: 'x' } },
    };

    const absent = new UpdateItemCommand({
      ...update,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect((await refused(client.send(absent))).Item).toBeUndefined();
    await claim(client, 'oUser', 'first');
    expect((await refused(client.send(new UpdateItemCommand(update)))).Item).toBeUndefined();
  });

  test('waits for a batch write to the same item, so that the item shown is whole', async () => {
    const { client } = await startWithTables();
    await claim(client, 'oUser', 'first');
    const rewrite = (sendId: string) =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [tables.credits]: [
              { PutRequest: { Item: { ...key('oUser'), sendId: { S: sendId } } } },
              { PutRequest: { Item: { ...key('oOther'), sendId: { S: sendId } } } },
            ],
          },
        }),
      );

    const [, failure] = await Promise.all([
      rewrite('second'),
      refused(claim(client, 'oUser', 'third')),
      rewrite('second'),
    ]);

    expect(['first', 'second']).toContain(failure.Item?.['sendId']?.S);
  });
});

test('other calls pass through, errors included', async () => {
  const { client } = await startWithTables();
  await claim(client, 'oUser', 'first');

  const read = await client.send(
    new GetItemCommand({ TableName: tables.credits, Key: key('oUser') }),
  );
  const missing = client.send(new GetItemCommand({ TableName: 'no-such', Key: key('oUser') }));

  expect(read.Item?.['sendId']).toEqual({ S: 'first' });
  await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a web page can neither read nor write the tables', async () => {
  const { url } = await startWithTables();

  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'http://a.example' },
  });
  const unsigned = await fetch(url, { method: 'POST', body: '{}' });

  expect([preflight.status, unsigned.status]).toEqual([403, 403]);
  expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
});

test('what was written is there after a restart over the same folder', async () => {
  const path = join(temporaryFolder(), 'dynamodb');
  const first = await startDynamodb({ path });
  const firstClient = dynamodbClient(first.url);
  await createTables(firstClient, tables);
  await claim(firstClient, 'oUser', 'first');
  await first.close();

  const { client } = await startWithTables(path);

  expect((await refused(claim(client, 'oUser', 'second'))).Item?.['sendId']).toEqual({
    S: 'first',
  });
});

test('a sweep deletes what has expired and nothing else', async () => {
  const { client } = await startWithTables();
  const put = (openid: string, ttl?: number) =>
    client.send(
      new PutItemCommand({
        TableName: tables.credits,
        Item: { ...key(openid), ...(ttl === undefined ? {} : { ttl: { N: String(ttl) } }) },
      }),
    );
  await Promise.all([put('oExpired', 999), put('oLiving', 1001), put('oForever')]);

  expect(await sweepExpiredItems(client, tables.credits, 1000)).toBe(1);

  const read = (openid: string) =>
    client.send(new GetItemCommand({ TableName: tables.credits, Key: key(openid) }));
  expect((await read('oExpired')).Item).toBeUndefined();
  expect((await read('oLiving')).Item).toMatchObject({ ...key('oLiving'), ttl: { N: '1001' } });
  expect((await read('oForever')).Item).toEqual(key('oForever'));
});

describe('a folder that holds no database', () => {
  test('is refused by name when it is a file', async () => {
    const path = join(temporaryFolder(), 'dynamodb');
    writeFileSync(path, 'not a folder');

    await expect(startDynamodb({ path })).rejects.toThrow(`${path} is not writable`);
  });

  test('is refused by name when its files are damaged', async () => {
    const path = join(temporaryFolder(), 'dynamodb');
    await (await startDynamodb({ path })).close();
    for (const file of readdirSync(path)) {
      chmodSync(join(path, file), 0o600);
      writeFileSync(join(path, file), 'garbage');
    }

    await expect(startDynamodb({ path })).rejects.toThrow(`${path} is damaged`);
  });

  test('is refused by name when another process holds it', async () => {
    const path = join(temporaryFolder(), 'dynamodb');
    onTestFinished((await startDynamodb({ path })).close);

    await expect(startDynamodb({ path })).rejects.toThrow(`${path} is damaged`);
  });
});

import {
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { creditsSchema, locksSchema } from '../src/credits-schema.ts';

/** Makes the two tables when they are missing. */
export const createTables = async (
  client: DynamoDBClient,
  names: { readonly credits: string; readonly locks: string },
): Promise<void> => {
  await Promise.all([
    createTable(client, names.credits, creditsSchema.partitionKey, creditsSchema.sortKey),
    createTable(client, names.locks, locksSchema.partitionKey),
  ]);
};

type KeyAttribute = { readonly name: string; readonly type: 'S' | 'N' };

const createTable = async (
  client: DynamoDBClient,
  name: string,
  partitionKey: KeyAttribute,
  sortKey?: KeyAttribute,
): Promise<void> => {
  const attributes = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map(({ name, type }) => ({
          AttributeName: name,
          AttributeType: type,
        })),
        KeySchema: attributes.map(({ name }, at) => ({
          AttributeName: name,
          KeyType: at === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client, minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 10 },
    { TableName: name },
  );
};

/**
 * Deletes the items whose time to live is over: dynalite knows no TTL. DynamoDB itself only
 * promises to do it within days, so doing it seldom is faithful enough. An item written anew since
 * the scan stays.
 * @returns how many were deleted.
 */
export const sweepExpiredItems = async (
  client: DynamoDBClient,
  table: string,
  nowSeconds: number,
): Promise<number> => {
  const { partitionKey, sortKey, timeToLive } = creditsSchema;
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: table,
      FilterExpression: '#ttl < :now',
      ExpressionAttributeNames: { '#ttl': timeToLive },
      ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
    }),
  );
  const deletions = Items.flatMap((item) => {
    const partition = item[partitionKey.name];
    const sort = item[sortKey.name];
    const seen = item[timeToLive];
    if (partition === undefined || sort === undefined || seen === undefined) return [];
    return client.send(
      new DeleteItemCommand({
        TableName: table,
        Key: { [partitionKey.name]: partition, [sortKey.name]: sort },
        ConditionExpression: '#ttl = :seen',
        ExpressionAttributeNames: { '#ttl': timeToLive },
        ExpressionAttributeValues: { ':seen': seen },
      }),
    );
  });
  const settled = await Promise.allSettled(deletions);
  return settled.filter(({ status }) => status === 'fulfilled').length;
};

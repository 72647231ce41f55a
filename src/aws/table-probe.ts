import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { creditsSchema } from '../credits-schema.ts';

/** Reads a key that nobody has, which costs half a read unit and needs no right but GetItem. */
export const isTableReachable =
  (client: DynamoDBClient, table: string): (() => Promise<boolean>) =>
  async () => {
    const { partitionKey, sortKey } = creditsSchema;
    const Key = { [partitionKey.name]: { S: 'health' }, [sortKey.name]: { N: '0' } };
    return client.send(new GetItemCommand({ TableName: table, Key })).then(
      () => true,
      () => false,
    );
  };

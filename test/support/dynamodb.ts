import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamodb } from '../../local/dynamodb.ts';
import type { Endpoint } from '../../local/http-exchange.ts';
import { createTables } from '../../local/tables.ts';

/**
 * A real engine on a free loopback port; each call of `tables` makes two new ones.
 * @param start starts it: the one that runs locally, unless told otherwise
 */
export const startEngine = async (start: () => Promise<Endpoint> = () => startDynamodb()) => {
  const engine = await start();
  const client = new DynamoDBClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  let made = 0;
  return {
    client,
    tables: async () => {
      made += 1;
      const names = { credits: `credits-${made}`, locks: `locks-${made}` };
      await createTables(client, names);
      return names;
    },
    close: async () => {
      client.destroy();
      await engine.close();
    },
  };
};

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { voidRestored } from '../../cli/restored-credits.ts';
import { scanUnknown } from '../../cli/unknown-credits.ts';
import { startDynamodb } from '../../local/dynamodb.ts';
import type { Endpoint } from '../../local/http-exchange.ts';
import { createTables } from '../../local/tables.ts';

let engine: Endpoint;
let client: DynamoDBClient;
let inputs: Record<string, unknown>[];
beforeAll(async () => {
  engine = await startDynamodb();
  client = new DynamoDBClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(client, { credits: 'credits', locks: 'locks' });
  client.middlewareStack.add(
    (next) => (args) => {
      inputs.push({ ...args.input });
      return next(args);
    },
    { step: 'initialize' },
  );
});
afterAll(async () => {
  client.destroy();
  await engine.close();
});

const pageSize = 7;
const scans = {
  'unknown sends': () => scanUnknown(client, 'credits', { nowMs: 1, lifetimeMs: 1, pageSize }),
  'restored credits': () =>
    voidRestored(client, { table: 'credits', restoredToMs: 1, dryRun: false, pageSize }),
};

test.each(Object.entries(scans))(
  'what was written just before the scan for %s is seen by it',
  async (_, scan) => {
    inputs = [];
    for await (const page of scan()) expect(page.scanned).toBe(0);

    // the engine is always consistent: that the read is asked to be, only the request shows
    expect(inputs).toMatchObject([{ TableName: 'credits', ConsistentRead: true, Limit: pageSize }]);
  },
);

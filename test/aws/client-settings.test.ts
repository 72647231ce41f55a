import type { ServerResponse } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { startHttp } from '../support/loopback-servers.ts';

const stalls: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'is not answered': () => {},
  'is answered by half': (response) => response.writeHead(200, { 'content-length': 9 }).write('{'),
};

test.each(Object.entries(stalls))(
  'a call that %s is given up after three tries',
  async (_, stall) => {
    const server = await startHttp((_request, response) => stall(response));
    const settings = clientSettings('DYNAMODB');
    const client = new DynamoDBClient({
      ...settings,
      // as they are, less the waiting
      requestHandler: { ...settings.requestHandler, requestTimeout: 50, socketTimeout: 50 },
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });

    await expect(
      client.send(new GetItemCommand({ TableName: 'credits', Key: {} })),
    ).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } });

    client.destroy();
  },
);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll } from 'vitest';
import { type Local, startLocal } from '../../local/start-local.ts';
import { type Surroundings, yici, yiciJson } from './yici.ts';

/** What `npm start` runs, on free ports for one test file, and the command line pointed at it. */
export const localWorld = () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-cli-'));
  let local: Local | undefined;
  let ssm: SSMClient | undefined;
  let dynamodb: DynamoDBClient | undefined;
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the local world has not started');
    return part;
  };

  beforeAll(async () => {
    local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });
    const client = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    ssm = new SSMClient({ ...client, endpoint: local.ssmUrl });
    dynamodb = new DynamoDBClient({ ...client, endpoint: local.dynamodbUrl });
    await local.invokeRefresh();
  });
  afterAll(async () => {
    ssm?.destroy();
    dynamodb?.destroy();
    await local?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const here = ['--stage', 'local', '--data', dataDir];
  return {
    dataDir,
    local: () => started(local),
    dynamodb: () => started(dynamodb),
    run: (args: readonly string[], surroundings?: Surroundings) =>
      yici([...args, ...here], surroundings),
    json: (args: readonly string[], surroundings?: Surroundings) =>
      yiciJson([...args, ...here], surroundings),
    parameter: async (name: string): Promise<string> => {
      const { Parameter } = await started(ssm).send(
        new GetParameterCommand({ Name: `/yici/local/${name}`, WithDecryption: true }),
      );
      return Parameter?.Value ?? '';
    },
    put: async (name: string, Value: string, Type: 'String' | 'SecureString' = 'SecureString') => {
      const Name = name.startsWith('/') ? name : `/yici/local/${name}`;
      await started(ssm).send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));
    },
    remove: async (name: string) => {
      await started(ssm).send(new DeleteParameterCommand({ Name: `/yici/local/${name}` }));
    },
    simulator: async (path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${started(local).simulatorUrl}/_simulator/${path}`, {
        method: body === undefined ? 'DELETE' : 'POST',
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
      return response.status === 204 ? undefined : response.json();
    },
  };
};

export const appsecret = '5ec4e7fa11ed5ec4e7fa11ed5ec4e7fa';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { DataFolder } from './data-folder.ts';
import { startDynamodb } from './dynamodb.ts';
import { seedSecrets } from './secrets.ts';
import { localCredentials } from './sigv4.ts';
import { startSsm } from './ssm.ts';
import { localPlaces, simulatorAccount } from './stage.ts';
import { createTables, sweepExpiredItems } from './tables.ts';

export type LocalData = {
  readonly dynamodbUrl: string;
  readonly ssmUrl: string;
  readonly close: () => Promise<void>;
};

const sweepEveryMs = 60 * 60 * 1000;

/**
 * DynamoDB with the two tables and Parameter Store with the secrets: both made when missing, both
 * kept in the folder. Items past their time to live go at the start and every hour.
 */
export const startLocalData = async (
  folder: DataFolder,
  now: () => number,
  onFailure: (error: Error) => void,
): Promise<LocalData> => {
  const ssm = await startSsm({ path: folder.parameters, now });
  const dynamodb = await startDynamodb({ path: folder.dynamodb, onFailure }).catch(
    async (error) => {
      await ssm.close();
      throw error;
    },
  );
  const client = { region: 'us-east-1', credentials: localCredentials };
  const parameters = new SSMClient({ ...client, endpoint: ssm.url });
  const tables = new DynamoDBClient({ ...client, endpoint: dynamodb.url });

  const { creditsTable, locksTable } = localPlaces;
  await createTables(tables, { credits: creditsTable, locks: locksTable });
  const { secret: appsecret } = simulatorAccount;
  await seedSecrets(parameters, localPlaces.parameters, { appsecret, nowMs: now() });
  parameters.destroy();

  const sweep = () => sweepExpiredItems(tables, creditsTable, Math.floor(now() / 1000));
  await sweep();
  const sweeping = setInterval(() => sweep().catch(() => {}), sweepEveryMs).unref();

  return {
    dynamodbUrl: dynamodb.url,
    ssmUrl: ssm.url,
    close: async () => {
      clearInterval(sweeping);
      tables.destroy();
      await dynamodb.close();
      await ssm.close();
    },
  };
};

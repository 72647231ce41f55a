import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  paginateScan,
  ResourceNotFoundException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersCommand,
  ParameterNotFound,
} from '@aws-sdk/client-ssm';
import type { ParameterNames } from '../../lib/parameters.ts';
import type { clientsOf } from './cloud.ts';

type Clients = ReturnType<typeof clientsOf>;

/** The minute rule first runs a minute after it was made; on AWS its permissions take a while too. */
const patienceMs = 240_000;

type StoredToken = { readonly accessToken: string; readonly expiresAt: string };

/** The access_token as the minute rule has written it, without anybody's call. */
export const scheduledToken = async (
  { ssm }: Clients,
  { accessToken: Name }: ParameterNames,
  onWait: () => void,
): Promise<StoredToken> => {
  const deadlineMs = Date.now() + patienceMs;
  while (Date.now() < deadlineMs) {
    try {
      const found = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      if (found.Parameter?.Type !== 'SecureString') throw new Error(`${Name} is no SecureString`);
      return JSON.parse(found.Parameter.Value ?? '') as StoredToken;
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
    onWait();
    await pause(5_000);
  }
  throw new Error(`the schedule has written no ${Name} in ${patienceMs / 1000} s`);
};

/** Parameter name -> its version, of those that exist. */
export const parameterVersions = async (
  { ssm }: Clients,
  names: ParameterNames,
): Promise<Readonly<Record<string, number>>> => {
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: Object.values(names) }),
  );
  return Object.fromEntries(Parameters.map(({ Name, Version }) => [Name ?? '', Version ?? 0]));
};

const countItems = async ({ dynamodb }: Clients, TableName: string): Promise<number> => {
  let count = 0;
  const pages = paginateScan({ client: dynamodb }, { TableName, Select: 'COUNT' });
  for await (const page of pages) count += page.Count ?? 0;
  return count;
};

/** What outlives the stack. */
export const stateOf = async (clients: Clients, table: string, names: ParameterNames) => ({
  credits: await countItems(clients, table),
  parameters: await parameterVersions(clients, names),
});

/**
 * Deletes what a test stage leaves behind by design.
 * @returns what could not be deleted, each with the reason
 */
export const removeState = async (
  { dynamodb, ssm }: Clients,
  table: string,
  parameters: readonly string[],
): Promise<readonly string[]> => {
  const left: string[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return;
      left.push(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  };
  await attempt(`table ${table}`, async () => {
    const TableName = table;
    await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await untilActive({ dynamodb }, TableName);
    await dynamodb.send(new DeleteTableCommand({ TableName }));
  });
  if (parameters.length > 0) {
    await attempt(`parameters ${parameters.join(', ')}`, () =>
      ssm.send(new DeleteParametersCommand({ Names: [...parameters] })),
    );
  }
  return left;
};

const untilActive = async (
  { dynamodb }: Pick<Clients, 'dynamodb'>,
  TableName: string,
): Promise<void> => {
  for (let tries = 0; tries < 30; tries += 1) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await pause(2_000);
  }
};

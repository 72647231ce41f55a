import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { awsCall, type Credentials } from './aws-call.ts';

/** An AWS account and region, or an emulator in its place. */
export type Cloud = {
  readonly kind: 'emulator' | 'aws';
  readonly region: string;
  readonly account: string;
  readonly credentials: Credentials;
  /** Of the emulator: it answers for every service. */
  readonly endpoint?: string | undefined;
};

const partitionOf = (region: string): 'aws' | 'aws-cn' =>
  region.startsWith('cn-') ? 'aws-cn' : 'aws';

const domainOf = (region: string): string =>
  partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';

const serviceUrl = ({ endpoint, region }: Pick<Cloud, 'endpoint' | 'region'>, service: string) =>
  new URL(endpoint ?? `https://${service}.${region}.${domainOf(region)}`);

/** Where a stage's HTTP API answers: its own output, or the emulator's address for it. */
export const apiUrlOf = ({ endpoint }: Cloud, output: string): string => {
  if (endpoint === undefined) return output.replace(/\/$/, '');
  const [apiId = ''] = new URL(output).hostname.split('.');
  // The host name `<id>.execute-api.localhost` would do as well, but Node does not resolve it.
  return `${endpoint}/_aws/execute-api/${apiId}/$default`;
};

export const clientsOf = (cloud: Pick<Cloud, 'region' | 'credentials' | 'endpoint'>) => {
  const { region, endpoint } = cloud;
  const settings = {
    region,
    credentials: { ...cloud.credentials },
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  return {
    lambda: new LambdaClient(settings),
    ssm: new SSMClient(settings),
    dynamodb: new DynamoDBClient(settings),
  };
};

type Caller = Pick<Cloud, 'region' | 'endpoint' | 'credentials'>;

const query = (caller: Caller, service: string, parameters: Readonly<Record<string, string>>) =>
  awsCall(
    serviceUrl(caller, service),
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams(parameters)),
    },
    { ...caller, service },
  );

const element = (xml: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';

export const accountOf = async (caller: Caller): Promise<string> =>
  element(
    await query(caller, 'sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' }),
    'Account',
  );

/** Credentials of a role that trusts its account; they live for an hour. */
export const assumeRole = async (caller: Caller, roleArn: string): Promise<Credentials> => {
  const xml = await query(caller, 'sts', {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'yici-deploy-test',
  });
  return {
    accessKeyId: element(xml, 'AccessKeyId'),
    secretAccessKey: element(xml, 'SecretAccessKey'),
    sessionToken: element(xml, 'SessionToken'),
  };
};

type LogPage = {
  readonly events?: readonly { readonly message: string }[];
  readonly nextToken?: string;
};

/** Every line of a log group since a moment. */
export const logLines = async (
  caller: Caller,
  logGroupName: string,
  sinceMs: number,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const text = await awsCall(
      serviceUrl(caller, 'logs'),
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'Logs_20140328.FilterLogEvents',
        },
        body: JSON.stringify({ logGroupName, startTime: sinceMs, nextToken }),
      },
      { ...caller, service: 'logs' },
    );
    const page = JSON.parse(text) as LogPage;
    lines.push(...(page.events ?? []).map(({ message }) => message));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
};

/**
 * Under enforced IAM the emulator reads the policy of CDK's bootstrap bucket, which denies every
 * call by plain http; CDK then reports that it has no access to the bucket.
 */
export const dropBucketPolicy = async (cloud: Cloud, bucket: string): Promise<void> => {
  const url = new URL(`${cloud.endpoint}/${bucket}?policy=`);
  await awsCall(url, { method: 'DELETE', headers: {} }, { ...cloud, service: 's3' });
};

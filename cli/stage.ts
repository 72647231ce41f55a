import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { StageConfig } from '../lib/config.ts';
import { type ParameterNames, parameterNames } from '../lib/parameters.ts';
import { readAccount, requireAccount } from './account.ts';
import { awsFailure } from './aws-failure.ts';
import type { QueryScope } from './aws-query.ts';
import { usageFailure } from './failure.ts';
import { readLocalAddresses } from './local-addresses.ts';
import type { Credentials } from './signature.ts';
import { findCreditsTable, readStack, stackOutput } from './stack.ts';
import { readStageConfig } from './stage-config.ts';

/** What the command line says of a stage, and the environment that it is said in. */
export type StageOptions = {
  readonly stage?: string;
  readonly config?: string;
  readonly data?: string;
  readonly serviceUrl?: string;
  readonly creditsTable?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** One stage, and how to reach what it is made of; each part is looked up when it is needed. */
export type Stage = {
  readonly name: string;
  readonly config: StageConfig;
  readonly parameters: ParameterNames;
  readonly isLocal: boolean;
  /** The AWS account that the credentials are of, whichever the stage's is. @throws Failure */
  readonly account: () => Promise<string>;
  readonly ssm: SSMClient;
  readonly dynamodb: DynamoDBClient;
  readonly scope: QueryScope;
  readonly credentials: () => Promise<Credentials>;
  /** Without a trailing slash. @throws Failure */
  readonly serviceUrl: () => Promise<string>;
  /** @throws Failure */
  readonly creditsTable: () => Promise<string>;
  /** The one that the functions call WeChat from; undefined when they have none. @throws Failure */
  readonly fixedAddress: () => Promise<string | undefined>;
};

/** A person waits: longer than the functions do, yet not for ever. */
const clientSettings = {
  maxAttempts: 4,
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  },
} as const;

/** `local` is what `npm start` runs on this machine; any other is one of `yici.config.ts`. */
export const openStage = async (options: StageOptions): Promise<Stage> => {
  const serviceUrl = readServiceUrl(options.serviceUrl);
  return options.stage === 'local'
    ? openLocal(options, serviceUrl)
    : openDeployed(options, serviceUrl);
};

const openLocal = async (
  { data, creditsTable, env }: StageOptions,
  givenUrl: string | undefined,
): Promise<Stage> => {
  const { config, ...addresses } = await readLocalAddresses(data);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const settings = { ...clientSettings, region: config.region, credentials };
  return {
    name: 'local',
    config,
    parameters: parameterNames('local'),
    isLocal: true,
    account: async () => 'local',
    ssm: new SSMClient({ ...settings, endpoint: addresses.ssmUrl }),
    dynamodb: new DynamoDBClient({ ...settings, endpoint: addresses.dynamodbUrl }),
    scope: { region: config.region, credentials: async () => credentials, env },
    credentials: async () => credentials,
    serviceUrl: async () => givenUrl ?? addresses.serviceUrl,
    creditsTable: async () => creditsTable ?? addresses.creditsTable,
    fixedAddress: async () => undefined,
  };
};

const openDeployed = async (
  { stage, config: file, creditsTable, env }: StageOptions,
  givenUrl: string | undefined,
): Promise<Stage> => {
  const { name, config } = await readStageConfig(file ?? env['YICI_CONFIG'], stage);
  const { region } = config;
  // the SDK's own chain: environment, profiles, SSO, instance roles
  const chain = new SSMClient({ region }).config.credentials;
  const found = () =>
    chain().catch((error: unknown) => {
      throw awsFailure(error, 'credentials');
    });
  let asked: Promise<string> | undefined;
  const account = () => {
    asked ??= readAccount({ region, credentials: found, env });
    return asked;
  };
  // whoever signs passes here: no call but that one leaves for another account than the stage's
  const credentials = async () => {
    if (config.account !== undefined) requireAccount(config.account, await account());
    return found();
  };
  const settings = { ...clientSettings, region, credentials };
  const scope = { region, credentials, env };
  const stack = `yici-${name}`;
  return {
    name,
    config,
    parameters: parameterNames(name),
    isLocal: false,
    account,
    ssm: new SSMClient(settings),
    dynamodb: new DynamoDBClient(settings),
    scope,
    credentials,
    serviceUrl: async () =>
      givenUrl ??
      stackOutput(await readStack(stack, scope), 'ApiUrl', '--service-url').replace(/\/+$/, ''),
    creditsTable: async () => creditsTable ?? (await findCreditsTable(stack, scope)),
    fixedAddress: async () => (await readStack(stack, scope)).outputs.get('WechatIpAllowList'),
  };
};

const readServiceUrl = (given: string | undefined): string | undefined => {
  if (given === undefined) return undefined;
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) {
    return given.replace(/\/+$/, '');
  }
  throw usageFailure({
    zh: '--service-url 要写完整的地址，如 https://a1b2c3.execute-api.ap-southeast-1.amazonaws.com。',
    en: '--service-url must be a whole address such as https://a1b2c3.execute-api.ap-southeast-1.amazonaws.com.',
  });
};

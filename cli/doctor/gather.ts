import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { creditsSchema } from '../../src/credits-schema.ts';
import { readAccessToken } from '../access-token.ts';
import { checkAppsecret } from '../appsecret.ts';
import { awsFailure } from '../aws-failure.ts';
import { Failure } from '../failure.ts';
import { readStored } from '../parameter-store.ts';
import { callService, serviceFailure, userPath } from '../service.ts';
import type { Stage } from '../stage.ts';
import { type DryLink, type Facts, type Found, find } from './facts.ts';
import { askQuota, fetchVerificationFiles, openDryLink } from './wechat-probes.ts';

/** Nobody's: a link for it is made and never followed. */
const dryOpenid = 'yici-doctor-asks-for-nobody';

/** Looks at everything once. Nothing is changed, in AWS or at WeChat. */
export const gather = async (
  stage: Stage,
  {
    env,
    now,
    onLook,
  }: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly now: () => number;
    /** Called before each of the looks, with how many there have been. */
    readonly onLook: () => void;
  },
): Promise<Facts> => {
  const { config, name, isLocal, parameters } = stage;
  const look = <T>(work: () => Promise<T>): Promise<T> => {
    onLook();
    return work();
  };
  const account = await look(() => find(stage.account));
  // without credentials every look at AWS would wait for the same answer
  const lost = account.status === 'failed' && account.failure.code.startsWith('credentials_');
  const ask = <T>(work: () => Promise<T>): Promise<Found<T>> =>
    look(() => (lost ? Promise.resolve(account as Found<never>) : find(work)));

  const [
    serviceUrl,
    fixedAddress,
    appsecret,
    sealingKeys,
    pseudonymKey,
    accessKeys,
    accessToken,
    table,
    files,
  ] = await Promise.all([
    ask(() => stage.serviceUrl()),
    ask(() => stage.fixedAddress()),
    ask(() => readStored(stage, parameters.appsecret)),
    ask(() => readStored(stage, parameters.sealingKeys)),
    ask(() => readStored(stage, parameters.pseudonymKey)),
    config.authorizer.type === 'key'
      ? ask(() => readStored(stage, parameters.accessKeys))
      : undefined,
    ask(() => readAccessToken(stage)),
    ask(() => readTable(stage)),
    look(() => fetchVerificationFiles(config)),
  ]);
  const reachable = serviceUrl.status === 'found';
  const askService = <T>(work: () => Promise<T>): Promise<Found<T>> =>
    reachable ? ask(work) : Promise.resolve(serviceUrl);

  const askedAtMs = now();
  const health = await askService(() => callService(stage, { method: 'GET', path: '/v1/health' }));
  const answeredAtMs = now();
  const secret = appsecret.status === 'found' ? appsecret.value?.value : undefined;
  const token = accessToken.status === 'found' ? accessToken.value?.accessToken : undefined;
  const [link, secretCheck, quota] = await Promise.all([
    askService(() => makeDryLink(stage)),
    secret === undefined || config.token.source === 'external'
      ? undefined
      : look(() => checkAppsecret(config, secret, now)),
    token === undefined ? undefined : look(() => askQuota(config, token, now)),
  ]);
  const dateMs = health.status === 'found' ? health.value.dateMs : undefined;
  return {
    nowMs: now(),
    name,
    config,
    isLocal,
    environmentRegion: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'],
    account,
    serviceUrl,
    fixedAddress,
    appsecret,
    sealingKeys,
    pseudonymKey,
    accessKeys,
    accessToken,
    secretCheck,
    quota,
    files,
    link,
    table,
    health,
    // the header has whole seconds, so on average it is half a second old
    clockSkewMs: dateMs === undefined ? undefined : dateMs + 500 - (askedAtMs + answeredAtMs) / 2,
  };
};

/** A key that nobody has: half a read unit. */
const readTable = async (stage: Stage): Promise<true> => {
  const table = await stage.creditsTable();
  const { partitionKey, sortKey } = creditsSchema;
  const Key = { [partitionKey.name]: { S: 'doctor' }, [sortKey.name]: { N: '0' } };
  await stage.dynamodb
    .send(new GetItemCommand({ TableName: table, Key }))
    .catch((error: unknown) => {
      throw awsFailure(error, `dynamodb:GetItem ${table}`);
    });
  return true;
};

const makeDryLink = async (stage: Stage): Promise<DryLink> => {
  const { scenes = [1], returnTargets } = stage.config;
  const answer = await callService(stage, {
    method: 'POST',
    path: `${userPath(dryOpenid)}/confirm-links`,
    body: { scene: scenes[0], return: Object.keys(returnTargets)[0], expiresIn: 60 },
  });
  const { confirmLink } = answer.body;
  if (answer.status !== 201 || typeof confirmLink !== 'string' || !URL.canParse(confirmLink)) {
    const { code, text } = serviceFailure(answer);
    throw new Failure(code, text);
  }
  return openDryLink(confirmLink);
};

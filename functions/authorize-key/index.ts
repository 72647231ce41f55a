import { SSMClient } from '@aws-sdk/client-ssm';
import { parseAccessKeys } from '../../src/aws/access-keys.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { prime } from '../../src/entry/prime.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);
const now = Date.now;
const log = jsonLog();
const ssm = new SSMClient(clientSettings('SSM'));
const accessKeys = secretParameter(ssm, env.ACCESS_KEYS_PARAMETER, parseAccessKeys, now);

export const handler = createHandler({
  accessKeys,
  routeScopes: env.ROUTE_SCOPES,
  log,
  now,
});

await prime(log, [accessKeys]);

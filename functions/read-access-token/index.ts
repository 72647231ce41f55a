import { SSMClient } from '@aws-sdk/client-ssm';
import { accessTokenParameter } from '../../src/aws/access-token-parameter.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);

export const handler = createHandler({
  parameter: accessTokenParameter(new SSMClient(clientSettings('SSM')), env.ACCESS_TOKEN_PARAMETER),
  log: jsonLog(),
  now: Date.now,
});

import { SSMClient } from '@aws-sdk/client-ssm';
import { accessTokenParameter } from '../../src/aws/access-token-parameter.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { dynamodbClient } from '../../src/aws/dynamodb-client.ts';
import { isTableReachable } from '../../src/aws/table-probe.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);

export const handler = createHandler({
  parameter: accessTokenParameter(new SSMClient(clientSettings('SSM')), env.ACCESS_TOKEN_PARAMETER),
  isTableReachable: isTableReachable(dynamodbClient(), env.CREDITS_TABLE),
  log: jsonLog(),
  now: Date.now,
});

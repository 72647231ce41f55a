import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { accessTokenParameter, fingerprintOf } from '../../src/aws/access-token-parameter.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { emfMetrics } from '../../src/entry/metrics.ts';
import { refreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { wechatHttp } from '../../src/wechat/http.ts';
import { plainTokenEndpoint, stableTokenEndpoint } from '../../src/wechat/token-endpoint.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);
const now = Date.now;
const log = jsonLog({ function: 'refresh-access-token', stage: env.STAGE });
const metrics = emfMetrics(env.STAGE);
const ssm = new SSMClient(clientSettings);
const endpoint = env.TOKEN_SOURCE === 'token' ? plainTokenEndpoint : stableTokenEndpoint;

export const handler = createHandler({
  refreshAccessToken: refreshAccessToken({
    parameter: accessTokenParameter(ssm, env.ACCESS_TOKEN_PARAMETER),
    endpoint: endpoint(wechatHttp(env.WECHAT_API_URLS, now), {
      appid: env.APPID,
      appsecret: secretParameter(ssm, env.APPSECRET_PARAMETER, (value) => value, now),
    }),
    lock: refreshLock(new DynamoDBClient(clientSettings), env.LOCKS_TABLE),
    force: env.TOKEN_FORCE,
    now,
    newOwner: () => randomBytes(12).toString('hex'),
    fingerprintOf,
    observe: {
      forced: () => {
        log.warn('access_token.forced');
        metrics.count('AccessTokenForced');
      },
    },
  }),
  log,
  metrics,
  now,
});

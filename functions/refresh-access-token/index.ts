import { randomBytes } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import { accessTokenParameter, fingerprintOf } from '../../src/aws/access-token-parameter.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { dynamodbClient } from '../../src/aws/dynamodb-client.ts';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { refreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { wechatHttp } from '../../src/wechat/http.ts';
import { quotaOfSends } from '../../src/wechat/quota.ts';
import { plainTokenEndpoint, stableTokenEndpoint } from '../../src/wechat/token-endpoint.ts';
import { spec } from './env.ts';
import { createHandler, refreshObserver } from './handler.ts';
import { withHourlyQuota } from './hourly-quota.ts';
import { reportQuota } from './report-quota.ts';

const env = readEnv(spec);
const now = Date.now;
const log = jsonLog();
const ssm = new SSMClient(clientSettings('SSM'));
const parameter = accessTokenParameter(ssm, env.ACCESS_TOKEN_PARAMETER);
const http = wechatHttp(env.WECHAT_API_URLS, now);
const endpoint = env.TOKEN_SOURCE === 'token' ? plainTokenEndpoint : stableTokenEndpoint;

const refresh = createHandler({
  refreshAccessToken: refreshAccessToken({
    parameter,
    endpoint: endpoint(http, {
      appid: env.APPID,
      appsecret: secretParameter(ssm, env.APPSECRET_PARAMETER, (value) => value, now),
    }),
    lock: refreshLock(dynamodbClient(), env.LOCKS_TABLE),
    force: env.TOKEN_FORCE,
    now,
    newOwner: () => randomBytes(12).toString('hex'),
    fingerprintOf,
    observe: refreshObserver(log),
  }),
  log,
  now,
});

export const handler = withHourlyQuota(
  refresh,
  reportQuota({ parameter, askQuota: quotaOfSends(http), log, now }),
);

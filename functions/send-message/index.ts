import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { accessTokenParameter } from '../../src/aws/access-token-parameter.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { creditTable } from '../../src/aws/credit-table.ts';
import { dynamodbClient } from '../../src/aws/dynamodb-client.ts';
import { pseudonymizer } from '../../src/aws/pseudonymizer.ts';
import { invokeRefreshFunction } from '../../src/aws/refresh-function.ts';
import { openTableConnection } from '../../src/aws/table-connection.ts';
import { countAt } from '../../src/entry/count-at.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { inTurn, prime } from '../../src/entry/prime.ts';
import { accessTokenReader } from '../../src/use-cases/read-access-token.ts';
import { sendMessage } from '../../src/use-cases/send-message.ts';
import { wechatHttp } from '../../src/wechat/http.ts';
import { wechatSender } from '../../src/wechat/subscribe-message.ts';
import { timedSender } from '../../src/wechat/timed-sender.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';
import { measuredParameter } from './measured-parameter.ts';

const env = readEnv(spec);
const now = Date.now;
const log = jsonLog();
const dynamodb = dynamodbClient();
const ssm = new SSMClient(clientSettings('SSM'));
const { pseudonym, read } = pseudonymizer(ssm, env.PSEUDONYM_KEY_PARAMETER, now);
const parameter = accessTokenParameter(ssm, env.ACCESS_TOKEN_PARAMETER);
const accessToken = accessTokenReader({
  ...(env.REFRESH_FUNCTION === undefined
    ? {
        parameter: measuredParameter(parameter, now, log),
        invokeRefresh: undefined,
      }
    : { parameter, invokeRefresh: invokeRefreshFunction(env.REFRESH_FUNCTION) }),
  now,
  sleep: (ms) => sleep(ms),
  random: Math.random,
});
const wechat = timedSender(
  wechatSender(wechatHttp(env.WECHAT_API_URLS, now), env.TEMPLATE_ID),
  // performance.now() would load perf_hooks, in the first send: 2 ms of CPU
  () => Number(process.hrtime.bigint()) / 1e6,
);

export const handler = createHandler({
  sendMessage: sendMessage({
    credits: creditTable(dynamodb, env.CREDITS_TABLE),
    accessToken,
    wechat,
    lifetimeMs: env.CREDIT_LIFETIME_SECONDS && env.CREDIT_LIFETIME_SECONDS * 1000,
    unknownPolicy: env.UNKNOWN_POLICY,
    now,
    newSendId: () => randomBytes(12).toString('hex'),
  }),
  rules: { urlHosts: env.MESSAGE_URL_HOSTS, allowHttpUrl: env.ALLOW_HTTP_URL },
  pseudonym,
  log,
  countAt: countAt(env.STAGE),
  now,
});

await prime(log, [
  openTableConnection(dynamodb),
  inTurn(read, accessToken.current),
  wechat.connect,
]);

import { SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { browserCookie } from '../../src/entry/browser-cookie.ts';
import { readEnv } from '../../src/entry/env.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { pooledRandom } from '../../src/entry/pooled-random.ts';
import { prime } from '../../src/entry/prime.ts';
import { createConfirmLink } from '../../src/use-cases/create-confirm-link.ts';
import { spec } from './env.ts';
import { createHandler } from './handler.ts';

const env = readEnv(spec);
const now = Date.now;
const random = pooledRandom();
const log = jsonLog();
const ssm = new SSMClient(clientSettings('SSM'));
const keyRing = secretParameter(ssm, env.SEALING_KEYS_PARAMETER, parseSealingKeys, now);

export const handler = createHandler({
  createConfirmLink: createConfirmLink({
    settings: {
      appid: env.APPID,
      templateId: env.TEMPLATE_ID,
      publicBaseUrl: env.PUBLIC_BASE_URL,
      returnTargets: env.RETURN_TARGETS,
      scenes: env.SCENES,
    },
    keyRing,
    now,
    random,
  }),
  cookie: browserCookie(env.PUBLIC_BASE_URL),
  newBrowserSecret: () => random(16).toString('hex'),
  lifetimeSeconds: env.LINK_LIFETIME_SECONDS,
  outside: { outsideWechat: env.OUTSIDE_WECHAT, desktopWechat: env.DESKTOP_WECHAT },
  publicBaseUrl: env.PUBLIC_BASE_URL,
  wechatPageUrl: env.WECHAT_PAGE_URL,
  log,
  now,
});

await prime(log, [keyRing]);

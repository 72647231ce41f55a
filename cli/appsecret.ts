import type { StageConfig } from '../lib/config.ts';
import type { FetchedToken } from '../src/use-cases/ports.ts';
import { errcodeRow } from '../src/wechat/errcodes.ts';
import { wechatHttp } from '../src/wechat/http.ts';
import { stableTokenEndpoint } from '../src/wechat/token-endpoint.ts';
import type { Text } from './text.ts';

/** As the console shows it: 32 hex digits. */
export const looksLikeAppsecret = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text);

/** What WeChat says of an appid with its appsecret, called from this machine. */
export type SecretCheck =
  | { readonly status: 'accepted' }
  | {
      readonly status: 'wrong' | 'cannot_tell';
      readonly errcode: number;
      readonly errmsg: string;
      readonly hint: Text;
    }
  | { readonly status: 'unreachable' };

/**
 * One stable_token call in normal mode: it hands out the token that is in use and replaces nothing
 * (developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken).
 */
export const checkAppsecret = async (
  { appid, wechat }: Pick<StageConfig, 'appid' | 'wechat'>,
  appsecret: string,
  now: () => number,
): Promise<SecretCheck> => {
  const http = wechatHttp(wechat.apiUrls, now);
  const endpoint = stableTokenEndpoint(http, { appid, appsecret: async () => appsecret });
  return judgeAnswer(await endpoint.fetch({ force: false }));
};

/** These say that the appid and the appsecret do not belong together; any other refusal says nothing of them. */
const aboutTheSecret: ReadonlySet<number> = new Set([40001, 40013, 40125, 41002, 41004, 40243]);

const judgeAnswer = (answer: FetchedToken): SecretCheck => {
  switch (answer.status) {
    case 'fetched':
      return { status: 'accepted' };
    case 'unreachable':
      return { status: 'unreachable' };
    case 'refused': {
      const { errcode, errmsg = '', hint } = answer.said;
      const isWrong = aboutTheSecret.has(errcodeRow(errcode).errcode);
      return { status: isWrong ? 'wrong' : 'cannot_tell', errcode, errmsg, hint };
    }
  }
};

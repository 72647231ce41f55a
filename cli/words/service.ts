import type { Text } from '../text.ts';
import { problemWords } from './problems.ts';

/** What API Gateway answers by itself, before any function runs. */
export const gatewayWords = (status: number): Text => {
  switch (status) {
    case 401:
      return {
        zh: '服务不认这个密钥或 JWT（401）：看 YICI_BEARER 是否写全、过期，是否是这个环境的。',
        en: 'The service does not take this key or JWT (401): see whether YICI_BEARER is whole, expired, and of this stage.',
      };
    case 403:
      return {
        zh: '服务拒绝了签名（403）：这些凭证没有权限调用这条路由（BackendPolicyArn 或 OperatorPolicyArn），属于别的 AWS 账号，或本机时钟不准。',
        en: "The service refuses the signature (403): these credentials may not call this route (BackendPolicyArn, OperatorPolicyArn), are of another AWS account, or this machine's clock is wrong.",
      };
    case 404:
      return {
        zh: '这个地址上没有这条路由（404）：看 --stage 和 --service-url，或部署的版本是否太旧。',
        en: 'There is no such route at this address (404): mind --stage and --service-url, and whether an older version is deployed.',
      };
    case 429:
      return {
        zh: '请求太密，被限流（429）：稍等再试。',
        en: 'Too many requests at once (429): try again in a moment.',
      };
    default:
      return {
        zh: `服务没有按约定应答（HTTP ${status}）：看函数的日志；不是本服务的地址也会这样。`,
        en: `The service did not answer as documented (HTTP ${status}): see the functions' logs, and whether this is the service's address.`,
      };
  }
};

export const serviceUnreachable = (call: string, reason: string): Text => ({
  zh: `连不上服务（${call}：${reason}）：看网络和 --service-url。`,
  en: `The service cannot be reached (${call}: ${reason}): mind the network and --service-url.`,
});

export const noBearer = (type: 'jwt' | 'key'): Text => ({
  zh: `这个环境的 authorizer 是 ${type}：把${type === 'jwt' ? ' JWT ' : '密钥'}放进环境变量 YICI_BEARER 再运行。`,
  en: `This stage's authorizer is ${type}: put the ${type === 'jwt' ? 'JWT' : 'key'} into the variable YICI_BEARER and run it again.`,
});

/**
 * A problem of the service: our words for it, in the reader's language, and what WeChat said. The
 * service's own detail, which is English, only where it says more.
 */
export const problemText = (
  code: string,
  said: {
    readonly errcode?: unknown;
    readonly errmsg?: unknown;
    readonly detail?: unknown;
    readonly retryAfterSeconds?: number | undefined;
  },
  hint: Text | undefined,
): Text => {
  const known = problemWords[code];
  const saysMore = known === undefined || code === 'invalid_request';
  const detail = saysMore && typeof said.detail === 'string' ? `\n  ${said.detail}` : '';
  const wechat =
    said.errcode === undefined ? '' : `\n  errcode ${said.errcode} ${said.errmsg ?? ''}`.trimEnd();
  const { retryAfterSeconds: wait } = said;
  const more = (text: string | undefined) => (text === undefined ? '' : `\n  ${text}`);
  return {
    zh: `${code}：${known?.zh ?? '服务拒绝了。'}${detail}${wechat}${more(hint?.zh)}${more(wait === undefined ? undefined : `等 ${wait} 秒再试。`)}`,
    en: `${code}: ${known?.en ?? 'The service refused.'}${detail}${wechat}${more(hint?.en)}${more(wait === undefined ? undefined : `Wait ${wait} s before trying again.`)}`,
  };
};

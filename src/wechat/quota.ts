import type { WechatSaid } from '../domain/send-outcome.ts';
import { readJson, readSaid } from './answer.ts';
import type { WechatHttp } from './http.ts';

/** What of the day's sends is used, as WeChat counts them; its day begins at midnight in Beijing. */
export type Quota = {
  /** 0 where WeChat counts nothing. */
  readonly dailyLimit: number;
  readonly used: number;
  readonly remain: number;
};

export type QuotaAnswer =
  | { readonly status: 'answered'; readonly quota: Quota }
  | { readonly status: 'refused'; readonly said: WechatSaid }
  | { readonly status: 'unreachable' };

export type AskQuota = (accessToken: string) => Promise<QuotaAnswer>;

/**
 * `POST /cgi-bin/openapi/quota/get`: what of today's sends is left. Does not throw.
 * developers.weixin.qq.com/doc/service/api/base/api_getapiquota
 */
export const quotaOfSends =
  (http: WechatHttp): AskQuota =>
  async (accessToken) => {
    const host = await http.connect().catch(() => undefined);
    const exchange = await host?.exchange({
      method: 'POST',
      path: `/cgi-bin/openapi/quota/get?access_token=${encodeURIComponent(accessToken)}`,
      body: JSON.stringify({ cgi_path: '/cgi-bin/message/template/subscribe' }),
    });
    const answer = exchange && readJson(exchange);
    if (answer === undefined) return { status: 'unreachable' };
    const quota = readQuota(answer['quota']);
    if (quota !== undefined) return { status: 'answered', quota };
    const said = readSaid(answer, accessToken);
    return said === undefined ? { status: 'unreachable' } : { status: 'refused', said };
  };

const readQuota = (value: unknown): Quota | undefined => {
  if (value === null || typeof value !== 'object') return undefined;
  const { daily_limit, used, remain } = value as Record<string, unknown>;
  return typeof daily_limit === 'number' && typeof used === 'number' && typeof remain === 'number'
    ? { dailyLimit: daily_limit, used, remain }
    : undefined;
};

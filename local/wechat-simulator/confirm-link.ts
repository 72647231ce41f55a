import { type Account, ownsDomain } from './accounts.ts';
import type { World } from './world.ts';

/** A confirm link that the confirm page accepts. */
export type ConfirmLink = {
  readonly account: Account;
  readonly scene: number;
  readonly redirectUrl: string;
  /** Comes back as it was given; null if it was not. */
  readonly reserved: string | null;
};

/** What the phone shows instead of the question, and, for whoever develops, why. */
export type RefusedLink = { readonly page: string; readonly why: string; readonly whyZh: string };

export const pages = {
  template: '模板ID错误',
  domain: '应用跳转的域名非法',
  parameters: '应用访问参数错误',
  fragment: '链接缺少 #wechat_redirect',
  desktop: '请在手机微信客户端打开链接',
} as const;

type Read =
  | { readonly ok: true; readonly link: ConfirmLink }
  | { readonly ok: false; readonly refused: RefusedLink };

/**
 * The parameters of /mp/subscribemsg (One-time_subscription_info.html). The three error pages are
 * reported: 模板ID错误 for a wrong id, 应用跳转的域名非法 for a foreign host, a doubly encoded or a
 * misspelt redirect_url, 应用访问参数错误 for the rest; which parameter is looked at first is assumed.
 */
export function readConfirmLink(world: World, query: URLSearchParams): Read {
  const given = (name: string) => query.get(name) ?? '';
  const account = world.accounts.get(given('appid'));
  const wrong = (name: string, en: string, zh: string) =>
    refused(pages.parameters, `${name} must be ${en}`, `${name} ${zh}`, given(name));

  if (given('action') !== 'get_confirm') return wrong('action', 'get_confirm', '须为 get_confirm');
  if (account === undefined) return wrong('appid', "a known account's", '不是已知的公众号');
  if (!account.permission)
    return wrong('appid', 'of an account with the permission', '没有一次性订阅消息的接口权限');
  if (given('template_id') !== account.template_id) {
    const en = `template_id must be the account's own '${account.template_id}'`;
    const zh = `template_id 须为该公众号接口权限页里的固定值「${account.template_id}」`;
    return refused(pages.template, en, zh, given('template_id'));
  }
  if (!/^\d{1,5}$/.test(given('scene')) || Number(given('scene')) > 10_000)
    return wrong('scene', 'an integer from 0 to 10000', '须为 0 到 10000 的整数');
  if (world.assumptions.reservedChecked && !/^[a-zA-Z0-9]{0,128}$/.test(given('reserved')))
    return wrong('reserved', 'at most 128 of a-z, A-Z, 0-9', '只能含 a-zA-Z0-9，最长 128 字节');

  const redirectUrl = given('redirect_url');
  const objection = objectionTo(account, redirectUrl);
  if (objection !== null) return objection;
  const link = { account, scene: Number(given('scene')), redirectUrl };
  return { ok: true, link: { ...link, reserved: query.get('reserved') } };
}

function objectionTo(account: Account, redirectUrl: string): Read | null {
  const url = URL.canParse(redirectUrl) ? new URL(redirectUrl) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    const en = 'redirect_url (with an l, unlike redirect_uri) must be an http(s) URL, encoded once';
    const zh = 'redirect_url（末尾是 l，不是 redirect_uri）须为只编码一次的 http(s) 地址';
    return refused(pages.domain, en, zh, redirectUrl);
  }
  if (ownsDomain(account, url)) return null;
  const domains = account.domains.join(', ');
  const en = `the host of redirect_url must be one of the account's 业务域名 ${domains}`;
  return refused(pages.domain, en, `redirect_url 的域名须是业务域名之一：${domains}`, url.host);
}

export function refused(
  page: string,
  en: string,
  zh: string,
  got: string,
): { readonly ok: false; readonly refused: RefusedLink } {
  return {
    ok: false,
    refused: { page, why: `${en}, got '${got}'`, whyZh: `${zh}，实际为「${got}」` },
  };
}

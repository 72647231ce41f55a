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
export type RefusedLink = { readonly page: string; readonly why: string };

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
  const account = world.accounts.get(query.get('appid') ?? '');
  const action = query.get('action');
  if (action !== 'get_confirm')
    return refused(pages.parameters, `action must be get_confirm, got '${action ?? ''}'`);
  if (account === undefined)
    return refused(pages.parameters, `no account has the appid '${query.get('appid') ?? ''}'`);
  if (!account.permission)
    return refused(pages.parameters, `the account ${account.appid} lacks the permission`);
  if (query.get('template_id') !== account.template_id)
    return refused(
      pages.template,
      `template_id must be the account's '${account.template_id}', got '${query.get('template_id') ?? ''}'`,
    );
  const scene = query.get('scene') ?? '';
  if (!/^\d{1,5}$/.test(scene) || Number(scene) > 10_000)
    return refused(pages.parameters, `scene must be an integer from 0 to 10000, got '${scene}'`);
  const reserved = query.get('reserved');
  if (world.assumptions.reservedChecked && !/^[a-zA-Z0-9]{0,128}$/.test(reserved ?? ''))
    return refused(
      pages.parameters,
      `reserved must be at most 128 of a-z, A-Z, 0-9, got '${reserved ?? ''}'`,
    );
  const redirectUrl = query.get('redirect_url') ?? '';
  const objection = objectionTo(account, redirectUrl);
  if (objection !== null) return refused(pages.domain, objection);
  return { ok: true, link: { account, scene: Number(scene), redirectUrl, reserved } };
}

function objectionTo(account: Account, redirectUrl: string): string | null {
  if (redirectUrl === '') return 'redirect_url is missing (it ends in l, unlike redirect_uri)';
  const url = URL.canParse(redirectUrl) ? new URL(redirectUrl) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return `redirect_url must be an http or https URL, encoded once, got '${redirectUrl}'`;
  if (ownsDomain(account, url)) return null;
  return `the host of redirect_url must be one of ${account.domains.join(', ')}, got '${url.host}'`;
}

function refused(page: string, why: string): Read {
  return { ok: false, refused: { page, why } };
}

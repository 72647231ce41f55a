/** Calls that WeChat lets an account make; `null` is no limit. */
export type Limits = {
  readonly tokenPerDay: number | null;
  readonly stableTokenPerDay: number | null;
  readonly stableTokenPerMinute: number | null;
  readonly forceRefreshPerDay: number | null;
  readonly subscribePerDay: number | null;
  readonly subscribePerMinute: number | null;
  readonly clearQuotaPerMonth: number | null;
};

/** An Official Account (公众号) as its console knows it. */
export type Account = {
  readonly appid: string;
  readonly secret: string;
  /** The one id of its one-time subscription template (公众平台 -> 接口权限). */
  readonly template_id: string;
  readonly name: string;
  /** 业务域名. A port may be given for loopback and private hosts only. */
  readonly domains: readonly string[];
  /** Addresses or IPv4 ranges (`203.0.113.0/24`) that may call; left out: any. */
  readonly ipAllowList?: readonly string[];
  /** Hosts that a message's `url` may have (ICP-filed); left out: any. */
  readonly icpDomains?: readonly string[];
  /** Whether 接口权限 lists 一次性订阅消息; without it the send answers 48001. */
  readonly permission: boolean;
  readonly limits: Limits;
};

export type AccountInput = Pick<Account, 'appid' | 'secret' | 'template_id'> &
  Partial<Omit<Account, 'limits'>> & { readonly limits?: Partial<Limits> };

/**
 * Official numbers (API_Call_Limits.html and the stable_token page), except `subscribePerDay`:
 * it is per account and dynamic, the one published figure is 100 (2021), so this is assumed.
 */
export const initialLimits: Limits = {
  tokenPerDay: 2000,
  stableTokenPerDay: 500_000,
  stableTokenPerMinute: 10_000,
  forceRefreshPerDay: 20,
  subscribePerDay: 100_000,
  subscribePerMinute: null,
  clearQuotaPerMonth: 10,
};

export const demoAccount: Account = {
  appid: 'wx51a7c0de51a7c0de',
  secret: '5ec4e7fa11ed5ec4e7fa11ed5ec4e7fa',
  template_id: 'simulatorTemplate_0123456789abcdefghijklmnop',
  name: '小满课堂',
  domains: ['127.0.0.1:3000', 'localhost:3000', '127.0.0.1', 'localhost'],
  permission: true,
  limits: initialLimits,
};

export function completeAccount(input: AccountInput, before?: Account): Account {
  const { name, domains, permission } = before ?? demoAccount;
  const limits = { ...(before?.limits ?? initialLimits), ...input.limits };
  return { name, domains, permission, ...before, ...input, limits };
}

/**
 * The official rule is "host must equal a registered 业务域名", and a 业务域名 has no port; so an
 * explicit port is refused, except on hosts that exist only while developing.
 */
export function ownsDomain(account: Account, url: URL): boolean {
  const hosts = isDevelopmentHost(url.hostname) ? [url.host, url.hostname] : [url.host];
  return account.domains.some((domain) => hosts.includes(domain.toLowerCase()));
}

/** Whether a call from this address passes the account's IP allow-list. */
export function allowsAddress(account: Account, ip: string): boolean {
  if (account.ipAllowList === undefined) return true;
  return account.ipAllowList.some((entry) => covers(entry, ip));
}

function covers(entry: string, ip: string): boolean {
  const [network = '', bits] = entry.split('/');
  if (bits === undefined) return network === ip;
  const [from, address] = [ipv4Number(network), ipv4Number(ip)];
  if (from === null || address === null) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(from / size) === Math.floor(address / size);
}

function ipv4Number(ip: string): number | null {
  const parts = ip.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return null;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isDevelopmentHost(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]')
    return true;
  return /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname);
}

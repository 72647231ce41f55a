import type { FetchedToken, TokenEndpoint } from '../use-cases/ports.ts';
import { readJson, readSaid } from './answer.ts';
import { errcodeRow } from './errcodes.ts';
import type { ExchangeRequest, WechatHttp } from './http.ts';

type Account = { readonly appid: string; readonly appsecret: () => Promise<string> };

/**
 * Twelve times what WeChat documents (7200 s): a larger number is no lifetime, and believing it
 * would keep a dead token for as long.
 */
const longestLifeSeconds = 86_400;

/**
 * `POST /cgi-bin/stable_token`: in normal mode the same token until its last five minutes;
 * `expires_in` is what remains. force_refresh kills the old one at once.
 * developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
 */
export const stableTokenEndpoint = (http: WechatHttp, account: Account): TokenEndpoint => ({
  fetch: async ({ force }) => {
    const secret = await account.appsecret();
    const body = JSON.stringify({
      grant_type: 'client_credential',
      appid: account.appid,
      secret,
      force_refresh: force,
    });
    return call(http, { method: 'POST', path: '/cgi-bin/stable_token', body }, secret);
  },
});

/**
 * `GET /cgi-bin/token`: each call makes a new token; the one before lives for five more minutes.
 * developers.weixin.qq.com/doc/oplatform/developers/dev/AccessToken.html
 */
export const plainTokenEndpoint = (http: WechatHttp, account: Account): TokenEndpoint => ({
  fetch: async () => {
    const secret = await account.appsecret();
    const query = new URLSearchParams({
      grant_type: 'client_credential',
      appid: account.appid,
      secret,
    });
    return call(http, { method: 'GET', path: `/cgi-bin/token?${query}` }, secret);
  },
});

const call = async (
  http: WechatHttp,
  request: ExchangeRequest,
  secret: string,
): Promise<FetchedToken> => {
  const host = await http.connect().catch(() => undefined);
  const answer = host && readJson(await host.exchange(request));
  if (answer === undefined) return { status: 'unreachable' };
  const { access_token: accessToken, expires_in: expiresInSeconds } = answer;
  if (
    typeof accessToken === 'string' &&
    accessToken !== '' &&
    typeof expiresInSeconds === 'number' &&
    Number.isInteger(expiresInSeconds) &&
    expiresInSeconds > 0 &&
    expiresInSeconds <= longestLifeSeconds
  ) {
    return { status: 'fetched', accessToken, expiresInSeconds };
  }
  const said = readSaid(answer, secret);
  if (said === undefined || said.errcode === 0) return { status: 'unreachable' };
  return { status: 'refused', said, lasting: errcodeRow(said.errcode).token === 'operator' };
};

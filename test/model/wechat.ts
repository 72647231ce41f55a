import type { ExchangeRequest } from '../../src/wechat/http.ts';
import { type TokenUse, wechatTokens } from './wechat-tokens.ts';

export type Delivered = {
  readonly openid: string;
  readonly scene: number;
  readonly title: string;
  readonly atMs: number;
};

/** A send call as it arrived, and what WeChat made of it. */
export type Arrived = {
  readonly openid: string;
  readonly scene: number;
  readonly title: string;
  readonly atMs: number;
  readonly token: TokenUse;
  readonly errcode: number;
};

export type WechatAnswer = { readonly httpStatus: number; readonly body: string };

export type Wechat = ReturnType<typeof wechat>;

const errmsgs: Readonly<Record<number, string>> = {
  0: 'ok',
  40001: 'invalid credential, access_token is invalid or not latest',
  40003: 'invalid openid',
  40037: 'invalid template_id',
  41001: 'access_token missing',
  42001: 'access_token expired',
  43101: 'user refuse to accept the msg',
  45002: 'content size out of limit',
  45003: 'title size out of limit',
  47001: 'data format error',
};

/**
 * An account at WeChat, as far as its documentation and what users report of it go. `strict`: one
 * chance for one confirm of a scene, chances do not add up. `lax`: WeChat delivers whatever it is
 * asked to, so that nothing but the service stands between a user and a second message.
 */
export const wechat = (
  account: {
    readonly appid: string;
    readonly appsecret: string;
    readonly templateId: string;
    readonly domains: readonly string[];
    readonly chances: 'strict' | 'lax';
  },
  now: () => number,
) => {
  const tokens = wechatTokens(now);
  const users = new Map<string, { rejects: boolean }>();
  const chances = new Set<string>();
  const delivered: Delivered[] = [];
  const arrived: Arrived[] = [];
  const chanceOf = (openid: string, scene: number) => `${openid}/${scene}`;
  let answers = 0;

  const said = (errcode: number): WechatAnswer => {
    answers += 1;
    const rid = `rid: 65f0a0b1-${answers.toString(16).padStart(8, '0')}-0badcafe`;
    const errmsg = errcode === 0 ? 'ok' : `${errmsgs[errcode] ?? `error ${errcode}`} ${rid}`;
    return { httpStatus: 200, body: JSON.stringify({ errcode, errmsg }) };
  };

  const judge = (body: Sent, use: TokenUse): number => {
    if (use === 'ended') return 42001;
    if (use !== 'good') return 40001;
    if (body.template_id !== account.templateId) return 40037;
    const user = users.get(body.touser);
    if (user === undefined) return 40003;
    if ([...body.title].length > 15) return 45003;
    if ([...body.data.content.value].length > 200) return 45002;
    if (user.rejects) return 43101;
    const chance = chanceOf(body.touser, Number(body.scene));
    if (account.chances === 'strict' && !chances.has(chance)) return 43101;
    return 0;
  };

  const send = (path: string, text: string, forced: number | undefined): WechatAnswer => {
    const token = new URL(path, 'https://api.weixin.qq.com').searchParams.get('access_token');
    if (token === null) return said(41001);
    const body = readSent(text);
    if (body === undefined) return said(47001);
    const use = tokens.judge(token);
    const errcode = forced ?? judge(body, use);
    const { touser: openid, title } = body;
    const message = { openid, scene: Number(body.scene), title, atMs: now() };
    arrived.push({ ...message, token: use, errcode });
    if (errcode === 0) {
      chances.delete(chanceOf(openid, message.scene));
      delivered.push(message);
    }
    return said(errcode);
  };

  const token = (text: string): WechatAnswer => {
    const { grant_type, appid, secret, force_refresh } = JSON.parse(text) as TokenRequest;
    if (appid !== account.appid) return said(40013);
    if (secret !== account.appsecret || grant_type !== 'client_credential') return said(40125);
    const { value, expiresInSeconds } = tokens.fetch(force_refresh === true);
    return {
      httpStatus: 200,
      body: JSON.stringify({ access_token: value, expires_in: expiresInSeconds }),
    };
  };

  return {
    tokens,
    users,
    delivered,
    arrived,
    hasChance: (openid: string, scene: number) => chances.has(chanceOf(openid, scene)),
    /** Answers one request as it arrives; `forced` is an errcode that it answers whatever was asked. */
    answer: ({ path, body = '' }: ExchangeRequest, forced?: number): WechatAnswer => {
      if (path.startsWith('/cgi-bin/message/template/subscribe')) return send(path, body, forced);
      if (path !== '/cgi-bin/stable_token') return { httpStatus: 404, body: 'Not Found' };
      return forced === undefined ? token(body) : said(forced);
    },
    /**
     * The user opens a confirm link and taps; where the browser is then sent.
     * @throws Error with what the phone would show of a link that WeChat does not take
     */
    tap: (link: string, openid: string, action: 'confirm' | 'cancel'): URL => {
      const url = new URL(link);
      const query = url.searchParams;
      const scene = query.get('scene') ?? '';
      const reserved = query.get('reserved') ?? '';
      const back = new URL(query.get('redirect_url') ?? 'https://nowhere.invalid');
      const wrong =
        url.hash !== '#wechat_redirect' ||
        query.get('action') !== 'get_confirm' ||
        query.get('appid') !== account.appid ||
        query.get('template_id') !== account.templateId ||
        !/^(0|[1-9][0-9]{0,4})$/.test(scene) ||
        !/^[a-zA-Z0-9]{1,128}$/.test(reserved) ||
        !account.domains.includes(back.hostname);
      if (wrong) throw new Error(`WeChat shows no confirm page for ${link}`);
      if (action === 'confirm') {
        back.searchParams.append('openid', openid);
        chances.add(chanceOf(openid, Number(scene)));
      }
      back.searchParams.append('template_id', account.templateId);
      back.searchParams.append('action', action);
      back.searchParams.append('reserved', reserved);
      back.searchParams.append('scene', scene);
      return back;
    },
  };
};

type Sent = {
  readonly touser: string;
  readonly template_id: string;
  readonly scene: string;
  readonly title: string;
  readonly data: { readonly content: { readonly value: string } };
};

type TokenRequest = {
  readonly grant_type: unknown;
  readonly appid: unknown;
  readonly secret: unknown;
  readonly force_refresh: unknown;
};

const readSent = (text: string): Sent | undefined => {
  try {
    return JSON.parse(text) as Sent;
  } catch {
    return undefined;
  }
};

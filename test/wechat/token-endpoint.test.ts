import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Unavailable } from '../../src/domain/errors.ts';
import type { Exchange, ExchangeRequest, WechatHttp } from '../../src/wechat/http.ts';
import { plainTokenEndpoint, stableTokenEndpoint } from '../../src/wechat/token-endpoint.ts';

const secret = 'CANARY&secret';
const account = { appid: 'wx0123456789abcdef', appsecret: async () => secret };

const wechat = (exchange: Exchange) => {
  const requests: ExchangeRequest[] = [];
  const http: WechatHttp = {
    connect: async () => ({
      exchange: async (request) => {
        requests.push(request);
        return exchange;
      },
    }),
  };
  return { http, requests };
};

const answered = (body: unknown): Exchange => ({
  status: 'answered',
  httpStatus: 200,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const fresh = answered({ access_token: 'TOKEN', expires_in: 7_200 });
const fetchFrom = (exchange: Exchange) =>
  stableTokenEndpoint(wechat(exchange).http, account).fetch({ force: false });

test.each([false, true])(
  'stable_token is asked by POST, force_refresh %s as told',
  async (force) => {
    const { http, requests } = wechat(fresh);

    expect(await stableTokenEndpoint(http, account).fetch({ force })).toEqual({
      status: 'fetched',
      accessToken: 'TOKEN',
      expiresInSeconds: 7_200,
    });

    expect(requests).toMatchObject([{ method: 'POST', path: '/cgi-bin/stable_token' }]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      grant_type: 'client_credential',
      appid: account.appid,
      secret,
      force_refresh: force,
    });
  },
);

test('the older endpoint is asked by GET and knows no force_refresh', async () => {
  const { http, requests } = wechat(fresh);

  await plainTokenEndpoint(http, account).fetch({ force: true });

  expect(requests).toEqual([
    {
      method: 'GET',
      path: '/cgi-bin/token?grant_type=client_credential&appid=wx0123456789abcdef&secret=CANARY%26secret',
    },
  ]);
});

test.each<[number, boolean]>([
  [40013, true],
  [40125, true],
  [40164, true],
  [50002, true],
  [45009, true],
  [45011, false],
  [-1, false],
])('a refusal with %d lasts: %s', async (errcode, lasting) => {
  expect(await fetchFrom(answered({ errcode, errmsg: 'no' }))).toMatchObject({
    status: 'refused',
    said: { errcode, errmsg: 'no' },
    lasting,
  });
});

test('a refusal tells the rid and what to do, and never repeats the appsecret', async () => {
  const errmsg = `invalid appsecret ${secret} rid: 5f9a1b2c-0a1b2c3d-4e5f6a7b`;

  const refused = await fetchFrom(answered({ errcode: 40125, errmsg }));

  expect(refused).toMatchObject({
    said: { errmsg: expect.stringContaining('[secret]'), rid: '5f9a1b2c-0a1b2c3d-4e5f6a7b' },
  });
  expect(inspect(refused, { depth: null })).not.toContain(secret);
});

test.each<[string, Exchange]>([
  ['no answer', { status: 'lost' }],
  ['no connection', { status: 'not_sent' }],
  [
    'HTTP 502',
    { status: 'answered', httpStatus: 502, body: '{"access_token":"T","expires_in":1}' },
  ],
  ['a page', answered('<html></html>')],
  ['neither token nor errcode', answered({})],
  ['an empty token', answered({ access_token: '', expires_in: 7_200 })],
  ['a token that is no text', answered({ access_token: 7, expires_in: 7_200 })],
  ['a token without a lifetime', answered({ access_token: 'T' })],
  ['a lifetime that is text', answered({ access_token: 'T', expires_in: '7200' })],
  ['a lifetime of nothing', answered({ access_token: 'T', expires_in: 0 })],
  ['a lifetime before now', answered({ access_token: 'T', expires_in: -5 })],
])('%s is no token: WeChat was not reached', async (_, exchange) => {
  expect(await fetchFrom(exchange)).toEqual({ status: 'unreachable' });
});

test('no host to connect to is the same', async () => {
  const http: WechatHttp = {
    connect: async () => {
      throw new Unavailable('no WeChat host could be connected to');
    },
  };

  expect(await stableTokenEndpoint(http, account).fetch({ force: false })).toEqual({
    status: 'unreachable',
  });
});

import { expect, it } from 'vitest';
import { appid, message, secret, startSimulator, templateId } from './running-simulator.ts';

const sendPath = '/cgi-bin/message/template/subscribe';

it('openapi/quota/get tells limit, use and rest', async () => {
  const { account, accessToken, send, post } = await startSimulator();
  await account({ limits: { subscribePerDay: 100 } });
  await send();
  const path = `/cgi-bin/openapi/quota/get?access_token=${await accessToken()}`;

  expect(await post(path, { cgi_path: sendPath })).toEqual({
    errcode: 0,
    errmsg: 'ok',
    quota: { daily_limit: 100, used: 1, remain: 99 },
  });
  expect(await post(path, { cgi_path: '/cgi-bin/stable_token' })).toMatchObject({
    rate_limit: { call_count: 10_000, refresh_second: 60 },
  });
});

it.each([
  ['https://api.weixin.qq.com/cgi-bin/token', 76003],
  ['cgi-bin/token', 76003],
  [undefined, 76003],
  ['/cgi-bin/nothing', 76021],
  ['/sns/userinfo', 76022],
])('openapi/quota/get answers the path %s with %i', async (cgiPath, errcode) => {
  const { accessToken, post } = await startSimulator();
  const path = `/cgi-bin/openapi/quota/get?access_token=${await accessToken()}`;

  expect((await post(path, { cgi_path: cgiPath })).errcode).toBe(errcode);
});

it("clear_quota starts the day's counts anew, ten times a month", async () => {
  const { account, accessToken, send, post } = await startSimulator();
  await account({ limits: { subscribePerDay: 1 } });
  const token = await accessToken();
  const clear = () => post(`/cgi-bin/clear_quota?access_token=${token}`, { appid });
  await send(message(), token);
  expect((await send(message(), token)).errcode).toBe(45009);

  expect(await clear()).toEqual({ errcode: 0, errmsg: 'ok' });
  expect((await send(message(), token)).errcode).toBe(43101);

  for (let times = 1; times < 10; times += 1) expect((await clear()).errcode).toBe(0);
  const eleventh = await clear();
  expect(eleventh.errcode).toBe(48006);
  expect(eleventh.errmsg).toMatch(/^forbid to clear quota because of reaching the limit rid: /);
});

it('clear_quota wants the appid of its own token', async () => {
  const { accessToken, post } = await startSimulator();

  const answer = await post(`/cgi-bin/clear_quota?access_token=${await accessToken()}`, {
    appid: 'wxother',
  });

  expect(answer.errcode).toBe(40013);
});

it('clear_quota/v2 works without an access_token, from the same ten', async () => {
  const { account, plainToken, post, advance } = await startSimulator();
  await account({ limits: { tokenPerDay: 0 } });
  expect((await plainToken()).errcode).toBe(45009);
  const clear = (changed: object = {}) =>
    post('/cgi-bin/clear_quota/v2', { appid, appsecret: secret, ...changed });

  expect((await clear({ appid: undefined })).errcode).toBe(41002);
  expect((await clear({ appid: 'wxother' })).errcode).toBe(40013);
  expect((await clear({ appsecret: undefined })).errcode).toBe(41004);
  expect((await clear({ appsecret: 'wrong' })).errcode).toBe(40125);
  for (let times = 0; times < 10; times += 1) expect((await clear()).errcode).toBe(0);
  expect((await clear()).errcode).toBe(48006);
  await advance(31 * 86_400);
  expect((await clear()).errcode).toBe(0);
});

it('openapi/rid/get tells the refused call of a rid, for seven days', async () => {
  const { accessToken, send, post, advance } = await startSimulator();
  const token = await accessToken();
  const refused = await send(message({ scene: '9' }), token);
  const rid = refused.errmsg.split('rid: ')[1];
  const ask = async () =>
    post(`/cgi-bin/openapi/rid/get?access_token=${await accessToken()}`, { rid });

  const { errcode, request } = await ask();

  expect(errcode).toBe(0);
  expect(request).toMatchObject({
    invoke_time: Date.parse('2026-10-10T04:00:00Z') / 1000,
    request_url: `access_token=${token}`,
    request_body: JSON.stringify(message({ scene: '9' })),
    client_ip: '127.0.0.1',
  });
  expect(JSON.parse(request.response_body)).toEqual(refused);
  await advance(7 * 86_400);
  expect((await ask()).errcode).toBe(0);
  await advance(1);
  expect((await ask()).errcode).toBe(76004);
});

it('openapi/rid/get refuses what is no rid, not known, or of another account', async () => {
  const other = { appid: 'wx0000000000000001', secret: 'other', template_id: 'otherTemplate' };
  const { accessToken, stableToken, send, post } = await startSimulator({
    accounts: [{ appid, secret, template_id: templateId }, other],
  });
  const ask = (rid: unknown, token: string) =>
    post(`/cgi-bin/openapi/rid/get?access_token=${token}`, { rid });
  const mine = await accessToken();
  const theirs = (await stableToken({ appid: other.appid, secret: other.secret })).access_token;
  const rid = (await send()).errmsg.split('rid: ')[1];

  expect((await ask('', mine)).errcode).toBe(76002);
  expect((await ask('00000000-00000000-00000000', mine)).errcode).toBe(76001);
  expect((await ask(rid, theirs)).errcode).toBe(76003);
});

it('get_api_domain_ip lists addresses, to a good token only', async () => {
  const { get, accessToken } = await startSimulator();

  expect(await get(`/cgi-bin/get_api_domain_ip?access_token=${await accessToken()}`)).toEqual({
    ip_list: ['127.0.0.1'],
  });
  expect((await get('/cgi-bin/get_api_domain_ip')).errcode).toBe(41001);
});

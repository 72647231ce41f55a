import { describe, expect, it } from 'vitest';
import {
  appid,
  follower,
  message,
  rejecter,
  rid,
  secret,
  startSimulator,
  stranger,
  templateId,
} from './running-simulator.ts';

describe('a message that is sent', () => {
  it("is answered with errcode 0 and no rid, as HTTP 200 in WeChat's own content type", async () => {
    const { tap, accessToken, request } = await startSimulator();
    await tap();
    const token = await accessToken();

    const path = `/cgi-bin/message/template/subscribe?access_token=${token}`;
    const response = await request('POST', path, message());

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; encoding=utf-8');
    expect(await response.text()).toBe('{"errcode":0,"errmsg":"ok"}');
  });

  it("reaches a follower in the account's chat and everyone else in 服务通知", async () => {
    const { tap, send, inbox } = await startSimulator();
    await tap('confirm', follower);
    await tap('confirm', stranger);

    await send();
    await send(message({ touser: stranger }));

    expect(await inbox(follower)).toEqual([
      {
        appid,
        openid: follower,
        scene: 1001,
        title: '上课提醒',
        content: '明天 10:00 开始\n地点：203',
        color: '#173177',
        url: 'https://h5.example.com/course',
        miniprogram: null,
        place: 'account',
        receivedAt: '2026-10-10T04:00:00.000Z',
      },
    ]);
    expect((await inbox(stranger))[0].place).toBe('service');
  });

  it.each([
    ['scene as a number', { scene: 1001 }],
    ['null where a member is optional', { url: null, miniprogram: null }],
    ['empty optional members', { url: '', miniprogram: { appid: '', pagepath: '' } }],
    ['a null colour', { data: { content: { value: 'x', color: null } } }],
    ['an empty colour', { data: { content: { value: 'x', color: '' } } }],
  ])('may be written with %s', async (_, changed) => {
    const { tap, send } = await startSimulator();
    await tap();

    expect(await send(message(changed))).toEqual({ errcode: 0, errmsg: 'ok' });
  });

  it('may end in a newline and have no Content-Type', async () => {
    const { tap, accessToken, base } = await startSimulator();
    await tap();
    const url = `${base}/cgi-bin/message/template/subscribe?access_token=${await accessToken()}`;

    const body = Buffer.from(`${JSON.stringify(message())}\n`);
    const response = await fetch(url, { method: 'POST', body });

    expect(await response.json()).toMatchObject({ errcode: 0 });
  });

  it('keeps its mini program beside its url', async () => {
    const { tap, send, inbox } = await startSimulator();
    await tap();
    const miniprogram = { appid: 'wx0123456789abcdef', pagepath: 'pages/index?id=1' };

    await send(message({ miniprogram }));

    expect((await inbox())[0]).toMatchObject({ miniprogram, url: 'https://h5.example.com/course' });
  });
});

describe('a message that is refused', () => {
  it.each([
    ['without an access_token', 41001, 'access_token missing', ''],
    [
      'with an unknown access_token',
      40001,
      'invalid credential, access_token is invalid or not latest, could get access_token by ' +
        'getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
      'fake_token_00000000',
    ],
  ])('%s gets %i', async (_, errcode, text, token) => {
    const { send } = await startSimulator();

    const answer = await send(message(), token);

    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg.replace(rid, '')).toBe(text);
    expect(answer.errmsg).toMatch(rid);
  });

  it('gets 42001 when its access_token is 2 hours old', async () => {
    const { accessToken, advance, send } = await startSimulator();
    const token = await accessToken();
    await advance(7200);

    expect((await send(message(), token)).errcode).toBe(42001);
  });

  it.each([
    ['an unknown openid', 40003, 'invalid openid', { touser: 'oNobody' }],
    ['an openid that is no text', 40003, 'invalid openid', { touser: 7 }],
    ['another template', 40037, 'invalid template_id', { template_id: 'other' }],
    ['no confirm', 43101, 'user refuse to accept the msg', { scene: '1002' }],
    ['a rejecting user', 43101, 'user refuse to accept the msg', { touser: rejecter }],
    ['a title of 16', 45003, 'title size out of limit', { title: '题'.repeat(16) }],
    [
      'a content of 201',
      45002,
      'content size out of limit',
      { data: { content: { value: '字'.repeat(201) } } },
    ],
    ['no scene', 47001, 'data format error', { scene: undefined }],
    ['a scene that is no number', 47001, 'data format error', { scene: 'abc' }],
    ['no title', 47001, 'data format error', { title: undefined }],
    ['no content', 47001, 'data format error', { data: {} }],
    ['a mini program without a page', 40165, 'invalid weapp pagepath', { miniprogram: { appid } }],
  ])('for %s gets %i', async (_, errcode, text, changed) => {
    const { tap, send, inbox } = await startSimulator();
    await tap('confirm', follower);
    await tap('confirm', rejecter);

    const answer = await send(message(changed));

    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg).toMatch(rid);
    expect(answer.errmsg.replace(rid, '')).toBe(text);
    expect(await inbox()).toEqual([]);
  });

  it('gets 43002, 44002 or 47001 for a body that cannot be read', async () => {
    const { accessToken, get, post } = await startSimulator();
    const path = `/cgi-bin/message/template/subscribe?access_token=${await accessToken()}`;

    expect((await get(path)).errcode).toBe(43002);
    expect((await post(path, '')).errcode).toBe(44002);
    expect((await post(path, '{"touser":')).errcode).toBe(47001);
    expect((await post(path, '"text"')).errcode).toBe(47001);
  });

  it('gets 48001 when the account lacks the permission', async () => {
    const { account, send } = await startSimulator();
    await account({ permission: false });

    const answer = await send();

    expect(answer.errcode).toBe(48001);
    expect(answer.errmsg).toMatch(/^api unauthorized rid: /);
  });

  it('gets 45082 when the host of its url is not filed, a sub-domain of a filed one included', async () => {
    const { account, tap, send } = await startSimulator();
    await account({ icpDomains: ['example.com'] });
    await tap();

    const answer = await send(message({ url: 'https://h5.example.com/' }));

    expect(answer.errcode).toBe(45082);
    expect(answer.errmsg).toMatch(/^need icp license for the url domain rid: /);
    expect((await send(message({ url: 'https://example.com/' }))).errcode).toBe(0);
  });

  it("gets 45009 when the day's calls are used up, and 45011 for those of the minute", async () => {
    const { account, send, advance } = await startSimulator();
    await account({ limits: { subscribePerDay: 2, subscribePerMinute: 1 } });

    expect((await send()).errcode).toBe(43101);
    expect((await send()).errcode).toBe(45011);
    await advance(60);
    expect((await send()).errcode).toBe(43101);
    await advance(60);
    expect((await send()).errcode).toBe(45009);
  });

  it('gets 40003 when the openid belongs to another account', async () => {
    const other = { appid: 'wx0000000000000001', secret: 'other', template_id: 'otherTemplate' };
    const { post, send } = await startSimulator({
      accounts: [{ appid, secret, template_id: templateId }, other],
    });
    await post('/_simulator/users', { openid: follower, appid: other.appid });

    expect((await send()).errcode).toBe(40003);
  });

  it('names the time of the call in its rid', async () => {
    const { send } = await startSimulator();

    const { errmsg } = await send();

    const seconds = Number.parseInt(/rid: ([0-9a-f]{8})-/.exec(errmsg)?.[1] ?? '', 16);
    expect(seconds * 1000).toBe(Date.parse('2026-10-10T04:00:00Z'));
  });
});

describe('lengths', () => {
  const title = '😀'.repeat(15);

  it.each([
    ['codePoints', title, 0],
    ['codePoints', `${title}x`, 45003],
    ['utf16Units', '😀'.repeat(7), 0],
    ['utf16Units', '😀'.repeat(8), 45003],
    ['utf8Bytes', '五五五五五', 0],
    ['utf8Bytes', '五五五五五5', 45003],
  ])('counted in %s, a title of %s gets %i', async (lengthUnit, given, errcode) => {
    const { tap, send, assume } = await startSimulator();
    await assume({ lengthUnit });
    await tap();

    expect((await send(message({ title: given }))).errcode).toBe(errcode);
  });
});

it('answers a path that WeChat does not have with 40066', async () => {
  const { get } = await startSimulator();

  expect((await get('/cgi-bin/nothing')).errcode).toBe(40066);
});

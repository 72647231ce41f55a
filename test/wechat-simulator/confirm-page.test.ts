import { describe, expect, it } from 'vitest';
import {
  confirmLink,
  follower,
  pagePath,
  startSimulator,
  stranger,
  templateId,
} from './running-simulator.ts';

describe('the confirm page', () => {
  it('asks in Chinese, with 确认 and 取消, in the name of the account', async () => {
    const { request } = await startSimulator();

    const response = await request('GET', pagePath(confirmLink()));
    const page = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toContain('<h1>小满课堂</h1>');
    expect(page).toContain('申请向你发送一条消息');
    expect(page).toMatch(/data-tap="confirm">确认</);
    expect(page).toMatch(/data-tap="cancel">取消</);
  });

  it.each([
    ['模板ID错误', { template_id: 'OPENTM400000' }],
    ['模板ID错误', { template_id: null }],
    ['应用跳转的域名非法', { redirect_url: 'https://other.example.com/' }],
    ['应用跳转的域名非法', { redirect_url: 'http%3A%2F%2F127.0.0.1%3A3000%2F' }],
    ['应用跳转的域名非法', { redirect_url: null, redirect_uri: 'http://127.0.0.1:3000/' }],
    ['应用跳转的域名非法', { redirect_url: 'wx51a7c0de51a7c0de://' }],
    ['应用访问参数错误', { action: null }],
    ['应用访问参数错误', { appid: 'wxnobody' }],
    ['应用访问参数错误', { scene: '10001' }],
    ['应用访问参数错误', { scene: 'abc' }],
    ['应用访问参数错误', { scene: '-1' }],
    ['应用访问参数错误', { scene: null }],
    ['应用访问参数错误', { reserved: 'a_b' }],
    ['应用访问参数错误', { reserved: 'a'.repeat(129) }],
  ])('says %s for %o, and takes no tap', async (text, changed) => {
    const { request, tap } = await startSimulator();
    const link = confirmLink(changed);

    const page = await (await request('GET', pagePath(link))).text();

    expect(page).toContain(`<h1>${text}</h1>`);
    expect(page).not.toContain('data-tap');
    expect(await tap('confirm', follower, link)).toMatchObject({ page: text });
  });

  it('says 应用访问参数错误 for an account without the permission', async () => {
    const { request, account } = await startSimulator();
    await account({ permission: false });

    const page = await (await request('GET', pagePath(confirmLink()))).text();

    expect(page).toContain('应用访问参数错误');
  });

  it('lets any reserved through where that is assumed', async () => {
    const { tap, assume } = await startSimulator();
    await assume({ reservedChecked: false });

    const { location } = await tap('confirm', follower, confirmLink({ reserved: '{"a":1}' }));

    expect(new URL(location).searchParams.get('reserved')).toBe('{"a":1}');
  });

  it.each([
    ['https://h5.example.com/a', true],
    ['https://h5.example.com:443/a', true],
    ['https://h5.example.com:8443/a', false],
    ['https://www.h5.example.com/a', false],
    ['http://192.168.1.5:3000/a', true],
    ['http://192.168.1.5:3001/a', false],
    ['http://10.0.0.9:8080/a', true],
  ])('takes %s as of a 业务域名: %s', async (redirectUrl, taken) => {
    const { account, tap } = await startSimulator();
    await account({ domains: ['h5.example.com', '192.168.1.5:3000', '10.0.0.9'] });

    const answer = await tap('confirm', follower, confirmLink({ redirect_url: redirectUrl }));

    expect('location' in answer).toBe(taken);
  });

  it('does not open in WeChat for Windows or Mac, unless assumed', async () => {
    const { base, assume } = await startSimulator();
    const url = base + pagePath(confirmLink());
    const headers = { 'User-Agent': 'Mozilla/5.0 MicroMessenger/7.0 WindowsWechat(0x6309)' };
    const page = async () => (await fetch(url, { headers })).text();

    expect(await page()).toContain('请在手机微信客户端打开链接');
    await assume({ desktopWechatShowsPage: true });
    expect(await page()).toContain('data-tap="confirm"');
  });

  it('knows whose phone it is: by _openid, by the cookie, else by who was chosen last', async () => {
    const { base, post } = await startSimulator();
    const url = base + pagePath(confirmLink());
    const owner = async (query: string, headers = {}) =>
      /data-openid="([^"]*)"/.exec(await (await fetch(url + query, { headers })).text())?.[1];

    expect(await owner('')).toBe(follower);
    await post('/_simulator/phone', { openid: stranger });
    expect(await owner('')).toBe(stranger);
    expect(await owner('', { Cookie: `simulator_openid=${follower}` })).toBe(follower);
    expect(await owner(`&_openid=${stranger}`, { Cookie: `simulator_openid=${follower}` })).toBe(
      stranger,
    );
  });

  it('escapes what comes from outside', async () => {
    const { account, post, request } = await startSimulator();
    await account({ name: '<script>"&' });
    await post('/_simulator/users', { openid: follower, name: '<img src=x>' });

    const page = await (await request('GET', pagePath(confirmLink()))).text();

    expect(page).toContain('<h1>&lt;script&gt;&quot;&amp;</h1>');
    expect(page).not.toContain('<img');
  });

  it('runs its own files only', async () => {
    const { request } = await startSimulator();

    const response = await request('GET', pagePath(confirmLink()));

    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('the callback', () => {
  const query = (action: string, openid = '') =>
    `?${openid}template_id=${templateId}&action=${action}&reserved=a1B2&scene=1001`;

  it('comes with openid, template_id, action, reserved, scene in this order', async () => {
    const { tap } = await startSimulator();

    const { location } = await tap('confirm', stranger);

    expect(location).toBe(
      `http://127.0.0.1:3000/consent/abc${query('confirm', `openid=${stranger}&`)}`,
    );
  });

  it('comes without openid after a cancel', async () => {
    const { tap } = await startSimulator();

    const { location } = await tap('cancel');

    expect(location).toBe(`http://127.0.0.1:3000/consent/abc${query('cancel')}`);
  });

  it('comes without reserved if none was given', async () => {
    const { tap } = await startSimulator();

    const { location } = await tap('cancel', follower, confirmLink({ reserved: null }));

    expect(location).not.toContain('reserved');
  });

  it('is refused for a link without #wechat_redirect, and nothing is confirmed', async () => {
    const { base, send } = await startSimulator();
    const body = { url: confirmLink({}, ''), openid: follower, action: 'confirm' };

    const response = await fetch(`${base}/_simulator/confirm`, {
      method: 'POST',
      body: JSON.stringify(body),
    });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ page: '链接缺少 #wechat_redirect' });
    expect((await send()).errcode).toBe(43101);
  });

  const own = 'http://127.0.0.1:3000/p?a=1&b=%E4%B8%AD#/pages/x';
  const theirs = query('cancel').slice(1);

  it.each([
    [{}, `http://127.0.0.1:3000/p?a=1&b=%E4%B8%AD&${theirs}#/pages/x`],
    [{ ownQuery: 'dropped' }, `http://127.0.0.1:3000/p?${theirs}#/pages/x`],
    [{ ownQuery: 'ampEscaped' }, `http://127.0.0.1:3000/p?a=1&amp;b=%E4%B8%AD&${theirs}#/pages/x`],
    [{ slashBeforeQuery: true }, `http://127.0.0.1:3000/p/?a=1&b=%E4%B8%AD&${theirs}#/pages/x`],
    [
      { fragment: 'percentEncoded' },
      `http://127.0.0.1:3000/p?a=1&b=%E4%B8%AD&${theirs}#%23/pages/x`,
    ],
    [{ fragment: 'doubled' }, `http://127.0.0.1:3000/p?a=1&b=%E4%B8%AD&${theirs}#/#/pages/x`],
    [{ fragment: 'dropped' }, `http://127.0.0.1:3000/p?a=1&b=%E4%B8%AD&${theirs}`],
  ])('with the quirks %o goes to %s', async (quirks, expected) => {
    const { tap, quirk } = await startSimulator();
    await quirk(quirks);

    const { location } = await tap('cancel', follower, confirmLink({ redirect_url: own }));

    expect(location).toBe(expected);
  });

  it.each([
    ['http://127.0.0.1:3000', `http://127.0.0.1:3000?${theirs}`],
    ['http://127.0.0.1:3000/', `http://127.0.0.1:3000/?${theirs}`],
    ['http://127.0.0.1:3000/p?', `http://127.0.0.1:3000/p?${theirs}`],
    ['http://127.0.0.1:3000/p/', `http://127.0.0.1:3000/p/?${theirs}`],
  ])('from %s goes to %s', async (redirectUrl, expected) => {
    const { tap } = await startSimulator();

    const answer = await tap('cancel', follower, confirmLink({ redirect_url: redirectUrl }));

    expect(answer.location).toBe(expected);
  });

  it('never puts a second / before the ?', async () => {
    const { tap, quirk } = await startSimulator();
    await quirk({ slashBeforeQuery: true });
    const link = confirmLink({ redirect_url: 'http://127.0.0.1:3000/p/' });

    expect((await tap('cancel', follower, link)).location).toBe(
      `http://127.0.0.1:3000/p/?${theirs}`,
    );
  });

  it('may come back as http', async () => {
    const { tap, account, quirk } = await startSimulator();
    await account({ domains: ['h5.example.com'] });
    await quirk({ scheme: 'httpsToHttp' });
    const link = confirmLink({ redirect_url: 'https://h5.example.com/p' });

    expect((await tap('cancel', follower, link)).location).toMatch(/^http:\/\/h5\.example\.com\/p/);
  });

  it.each(['once', 'twice', 'never'])('is told to be requested %s', async (hits) => {
    const { tap, quirk } = await startSimulator();
    await quirk({ hits });

    expect((await tap()).hits).toBe(hits);
  });
});

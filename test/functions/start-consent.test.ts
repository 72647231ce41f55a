import { generate } from 'lean-qr';
import { toSvgSource } from 'lean-qr/extras/svg';
import { describe, expect, test } from 'vitest';
import { aConsentService, startIn, wechatPhone } from '../support/consent-service.ts';

const query = 'scene=1001&return=course&state=class_id%3D123';
const desktop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/132.0.0.0 Safari/537.36';
const agents = {
  phone: 'Mozilla/5.0 (Linux; Android 10; K) Chrome/125.0.0.0 Mobile Safari/537.36',
  wxwork: `${wechatPhone} wxwork/4.1.26`,
  'mini program': `${wechatPhone} miniProgram/wx73247c7819d61796`,
};
const desktopWechat = `${desktop} MicroMessenger/7.0.20 WindowsWechat(0x63090a13)`;

const open = (service = aConsentService(), parts = {}) =>
  service.call('GET /subscribe', { query, headers: { 'user-agent': wechatPhone }, ...parts });

describe('inside WeChat', () => {
  test("the browser goes to WeChat's confirm page, and nowhere else", async () => {
    const { statusCode, location, headers } = await open();
    const link = new URL(location);

    expect(statusCode).toBe(302);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(link.origin + link.pathname).toBe('https://mp.weixin.qq.com/mp/subscribemsg');
    expect(link.hash).toBe('#wechat_redirect');
    expect(Object.fromEntries(link.searchParams)).toEqual({
      action: 'get_confirm',
      appid: 'wx0123456789abcdef',
      scene: '1001',
      template_id: 'template-1',
      redirect_url: `https://yici.example.com/base/consent/${Buffer.from('course:class_id=123').toString('base64url')}`,
      reserved: expect.stringMatching(/^[0-9a-f]{124}$/),
    });
  });

  test('a link that was copied out of HTML works as well', async () => {
    const { location } = await open(aConsentService(), { query: query.replaceAll('&', '&amp;') });

    expect(new URL(location).searchParams.get('redirect_url')).toContain(
      Buffer.from('course:class_id=123').toString('base64url'),
    );
  });

  test('a Host header changes nothing', async () => {
    const { location } = await open(aConsentService(), {
      headers: {
        'user-agent': wechatPhone,
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
      },
    });

    expect(location).not.toContain('evil');
  });

  test('a browser without our cookie is given one', async () => {
    const { cookies } = await open();

    expect(cookies).toEqual([
      expect.stringMatching(
        /^__Host-yici-([0-9a-f]{8})=\1[0-9a-f]{24}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  test('a browser that has one keeps it, so that two tabs work, and its life begins anew', async () => {
    const service = aConsentService();
    const { cookies: given } = await startIn(service);

    const { cookies } = await open(service, { cookies: ['other=1', ...given] });

    expect(cookies).toEqual([
      `${given[0]}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure`,
    ]);
  });

  test('of several cookies the same one is renewed, in whatever order they come', async () => {
    const service = aConsentService();
    const two = [...(await startIn(service)).cookies, ...(await startIn(service)).cookies];

    const renewed = await open(service, { cookies: two });
    const again = await open(service, { cookies: [...two].reverse() });

    expect(two).toContain(renewed.cookies[0]?.split(';')[0]);
    expect(again.cookies).toEqual(renewed.cookies);
  });

  test.each(['x', '0'.repeat(31), 'G'.repeat(32)])(
    'a cookie of another form (%s) is replaced',
    async (value) => {
      const { cookies } = await open(aConsentService(), {
        cookies: [`__Host-yici-${value.slice(0, 8)}=${value}`],
      });

      expect(cookies[0]).toMatch(/^__Host-yici-[0-9a-f]{8}=[0-9a-f]{32};/);
      expect(cookies[0]).not.toContain(`=${value};`);
    },
  );

  test('behind plain http the cookie is a plain one', async () => {
    const service = aConsentService({ settings: { publicBaseUrl: 'http://127.0.0.1:3000' } });

    expect((await open(service)).cookies[0]).toMatch(
      /^yici-[0-9a-f]{8}=[0-9a-f]{32}; (?!.*Secure)/,
    );
  });

  test('each opening seals a ticket of its own', async () => {
    const service = aConsentService();

    expect((await open(service)).location).not.toBe((await open(service)).location);
  });

  test('it is logged without the state, the link or the cookie', async () => {
    const service = aConsentService();
    await open(service);

    expect(service.output.logged()).toEqual([
      { level: 'INFO', event: 'link.created', scene: 1001 },
    ]);
  });
});

describe('outside WeChat', () => {
  const openIn = (userAgent: string, outside = {}, parts = {}) =>
    open(aConsentService({ outside }), { headers: { 'user-agent': userAgent }, ...parts });

  test.each([desktop, desktopWechat, ''])('a desktop (%s) shows a QR code', async (userAgent) => {
    const { statusCode, headers, body, cookies } = await openIn(userAgent);

    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect(body).toContain('请用手机微信扫一扫');
    expect(body).toContain('<svg');
    expect(cookies).toEqual([]);
  });

  test('the QR code is of the link that never expires', async () => {
    const url = `https://yici.example.com/base/subscribe?${query}`;
    const { body } = await openIn(desktop);

    expect(body).toContain(
      toSvgSource(generate(url), { width: 208, height: 208, xmlDeclaration: false }),
    );
  });

  test.each(Object.entries(agents))(
    'a %s shows the link to copy, in words of its own',
    async (_, userAgent) => {
      const { statusCode, body } = await openIn(userAgent);

      expect(statusCode).toBe(200);
      expect(body).not.toContain('<svg');
      expect(body).toContain(
        'value="https://yici.example.com/base/subscribe?scene=1001&amp;return=course&amp;state=class_id%3D123"',
      );
    },
  );

  test('phone, 企业微信, mini program and desktop are each told something else', async () => {
    const pages = await Promise.all([...Object.values(agents), desktop].map((it) => openIn(it)));

    expect(new Set(pages.map(({ body }) => /<h1>(.*)<\/h1>/.exec(body)?.[1])).size).toBe(4);
  });

  test.each([desktop, ...Object.values(agents)])(
    'no sealed link is ever shown (%s)',
    async (userAgent) => {
      const { body } = await openIn(userAgent);

      expect(body).not.toMatch(/[0-9a-f]{64}/);
      expect(body).not.toContain('subscribemsg');
      expect(body).not.toContain('/consent/');
    },
  );

  test('the page speaks English to who asks for it', async () => {
    const headers = { 'user-agent': desktop, 'accept-language': 'en-US,en;q=0.9' };

    expect((await openIn(desktop, {}, { headers })).body).toContain('Please scan with WeChat');
  });

  test('what others have added to the link does not travel on', async () => {
    const noise = `${query}&from=timeline&isappinstalled=0&x=${'%22%3E'.repeat(1_000)}`;

    const onPhone = await openIn(agents.phone, {}, { query: noise });
    const onDesktop = await openIn(desktop, {}, { query: noise });

    expect(onPhone.body).toContain(
      '/subscribe?scene=1001&amp;return=course&amp;state=class_id%3D123"',
    );
    expect(onDesktop).toMatchObject({ statusCode: 200, body: (await openIn(desktop)).body });
  });

  test('a state of any 256 bytes fits into the QR code', async () => {
    const state = encodeURIComponent('课'.repeat(85));
    const { statusCode, body } = await openIn(
      desktop,
      {},
      { query: `scene=0&return=both&state=${state}` },
    );

    expect(statusCode).toBe(200);
    expect(body).toContain('<svg');
  });

  test.each<[string, object, number]>([
    [desktop, { outsideWechat: 'redirect' }, 302],
    [agents.phone, { outsideWechat: 'redirect' }, 302],
    [agents.wxwork, { outsideWechat: 'redirect' }, 302],
    [desktopWechat, { outsideWechat: 'redirect', desktopWechat: 'redirect' }, 302],
    [desktopWechat, { outsideWechat: 'redirect', desktopWechat: 'qr' }, 200],
    [desktopWechat, { desktopWechat: 'redirect' }, 302],
    [desktop, { desktopWechat: 'redirect' }, 200],
    [agents.phone, { desktopWechat: 'redirect' }, 200],
  ])('the stage decides: %s under %j is %d', async (userAgent, outside, status) => {
    expect((await openIn(userAgent, outside)).statusCode).toBe(status);
  });
});

describe('a link that is wrong is a page that says how', () => {
  test.each([
    ['return=course', 'scene is missing'],
    ['scene=1001', 'return is missing'],
    ['scene=&return=course', 'scene must be an integer from 0 to 10000, got &quot;&quot;'],
    [
      'scene=10001&return=course',
      'scene must be an integer from 0 to 10000, got &quot;10001&quot;',
    ],
    ['scene=1&scene=2&return=course', 'scene is there more than once'],
    ['scene=1&return=%ff', 'return is not valid percent-encoding'],
    ['scene=1&return=https://evil.example/', 'return must name a configured return target'],
    ['scene=1&return=__proto__', 'return must name a configured return target'],
    ['scene=1&return=course&state=%ED%A0%80', 'state is not valid percent-encoding'],
    [`scene=1&return=course&state=${'x'.repeat(257)}`, 'state must be at most 256 bytes'],
    ['scene=1&return=%3Cscript%3E', 'got &quot;&lt;script&gt;&quot;'],
  ])('%s', async (wrong, words) => {
    for (const userAgent of [wechatPhone, desktop]) {
      const { statusCode, headers, body, location } = await open(aConsentService(), {
        query: wrong,
        headers: { 'user-agent': userAgent },
      });

      expect(statusCode).toBe(400);
      expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
      expect(body).toContain(words);
      expect(location).toBe('');
    }
  });

  test('a scene that this stage does not offer', async () => {
    const { statusCode, body } = await open(aConsentService({ settings: { scenes: [1, 2] } }));

    expect(statusCode).toBe(400);
    expect(body).toContain('scene must be one of 1, 2, got 1001');
  });
});

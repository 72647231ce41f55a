import { describe, expect, it } from 'vitest';
import { createPhone, createStorage, type PageOptions, plain, type Service } from './browser.ts';

const baseUrl = 'https://yici.example.com';
const question = { baseUrl, scene: 1001, returnTo: 'course' };
const reserved = 'a1'.repeat(62);
const confirmLink = `https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm&appid=wx1&scene=1001&template_id=T&redirect_url=https%3A%2F%2Fh5.example.com%2F&reserved=${reserved}#wechat_redirect`;
const linkService: Service = () => ({
  status: 201,
  body: { confirmLink, verifier: 'v1', expiresAt: '2026-01-05T08:30:00Z' },
});
const desktop = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140';
const windowsWechat = 'MicroMessenger/7.0.20 MiniProgramEnv/Windows WindowsWechat/WMPF';

const open = (service: Service = linkService, options: PageOptions = {}, url?: string) => {
  const phone = createPhone(service);
  const page = phone.openTab().load(url ?? 'https://h5.example.com/#/pages/course?id=7', options);
  return { phone, page };
};

describe('the redirect door', () => {
  it('goes to /subscribe with scene, return and state, each encoded once', async () => {
    const { page, phone } = open();

    const outcome = await page.kit.subscribe({ ...question, state: 'class_id=123&上课' });

    const url = `${baseUrl}/subscribe?scene=1001&return=course&state=class_id%3D123%26%E4%B8%8A%E8%AF%BE`;
    expect(plain(outcome)).toEqual({ status: 'leaving', url });
    expect(page.left()).toBe(url);
    expect(phone.calls).toEqual([]);
  });

  it('goes there outside WeChat as well, because the service has its own help', async () => {
    const { page } = open(linkService, { userAgent: desktop });

    await page.kit.subscribe(question);

    expect(page.left()).toBe(`${baseUrl}/subscribe?scene=1001&return=course`);
  });

  it('a base URL may have a path and end in a slash', () => {
    const { kit } = open().page;

    expect(kit.subscribeUrl({ ...question, baseUrl: 'https://example.com/yici/' })).toBe(
      'https://example.com/yici/subscribe?scene=1001&return=course',
    );
  });

  it.each([
    ['a scene of 10001', { scene: 10001 }, /scene must be an integer from 0 to 10000, got '10001'/],
    ['a scene of -1', { scene: -1 }, /scene/],
    ['half a scene', { scene: 1.5 }, /scene/],
    ['a return target without a name', { returnTo: '' }, /returnTo/],
    ['a state of 257 bytes', { state: `${'课'.repeat(85)}ab` }, /256 bytes of UTF-8, got 257/],
  ])('refuses %s before anything happens', async (_name, change, message) => {
    for (const door of ['redirect', 'relay'] as const) {
      const { page, phone } = open();

      const asked = page.kit.subscribe({ ...question, ...change, door });

      await expect(asked).rejects.toMatchObject({ name: 'TypeError' });
      await expect(asked).rejects.toMatchObject({ message: expect.stringMatching(message) });
      expect([page.left(), phone.calls.length]).toEqual([undefined, 0]);
    }
  });
});

describe('the relay door', () => {
  const ask = { ...question, door: 'relay', state: 'class_id=123' } as const;

  it('fetches a link without credentials, keeps verifier, state and route by reserved, and goes', async () => {
    const { page, phone } = open();

    const outcome = await page.kit.subscribe(ask);

    expect(phone.calls.map(({ url, body }) => ({ url, body }))).toEqual([
      { url: `${baseUrl}/v1/confirm-links`, body: { scene: 1001, return: 'course' } },
    ]);
    expect(phone.calls[0]?.init).toMatchObject({ method: 'POST', credentials: 'omit' });
    expect(plain(outcome)).toEqual({ status: 'leaving', url: confirmLink });
    expect(page.left()).toBe(confirmLink);
    expect(JSON.parse(phone.localStorage.getItem(`yici:${reserved}`) ?? '')).toMatchObject({
      verifier: 'v1',
      state: 'class_id=123',
      route: '/#/pages/course?id=7',
    });
  });

  it('keeps a route without what an earlier visit left in it', async () => {
    const url =
      'https://h5.example.com/?tab=2&openid=o1&template_id=T&action=confirm&reserved=abc&scene=3#/course';
    const { page, phone } = open(linkService, {}, url);

    await page.kit.subscribe(ask);

    expect(phone.localStorage.getItem(`yici:${reserved}`)).toContain('"route":"/?tab=2#/course"');
  });

  it.each([
    ['a desktop browser', desktop, {}, 'desktop'],
    ['a phone browser', 'Mozilla/5.0 (iPhone) Mobile Safari', {}, 'phone'],
    ['企业微信', 'wxwork/4.1 MicroMessenger/7.0', {}, 'wxwork'],
    ['a mini program', 'MicroMessenger/8.0 miniProgram/wx1', {}, 'mini-program'],
    ['WeChat for Windows', windowsWechat, {}, 'desktop'],
    [
      'WeChat for Windows where desktopWechat forbids it, whatever outsideWechat allows',
      windowsWechat,
      { desktopWechat: 'qr', outsideWechat: 'redirect' },
      'desktop',
    ],
  ] as const)('asks nobody in %s', async (_name, userAgent, options, where) => {
    const { page, phone } = open(linkService, { userAgent });

    const outcome = await page.kit.subscribe({ ...ask, ...options });

    expect(plain(outcome)).toEqual({ status: 'outside_wechat', where });
    expect([page.left(), phone.calls.length]).toEqual([undefined, 0]);
  });

  it.each([
    [
      'WeChat for Windows where desktopWechat allows it',
      windowsWechat,
      { desktopWechat: 'redirect' },
    ],
    ['any browser where outsideWechat allows it', desktop, { outsideWechat: 'redirect' }],
    ['WeChat for Windows where it allows it', windowsWechat, { outsideWechat: 'redirect' }],
  ] as const)('goes from %s', async (_name, userAgent, options) => {
    const { page } = open(linkService, { userAgent });

    await page.kit.subscribe({ ...ask, ...options });

    expect(page.left()).toBe(confirmLink);
  });

  it('keeps everything in sessionStorage where localStorage is full or refused', async () => {
    const refused = {
      get localStorage() {
        throw new Error('SecurityError');
      },
    };
    const full = {
      ...createStorage(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    const sessions = [createStorage(), createStorage()];
    const pages = [
      open(linkService, { globals: { sessionStorage: sessions[0], localStorage: full } }).page,
      open(linkService, { globals: { sessionStorage: sessions[1], localStorage: undefined } }).page,
    ];
    Object.defineProperty(pages[1]?.window, 'localStorage', {
      get: () => refused.localStorage,
    });

    for (const page of pages) await page.kit.subscribe(ask);

    expect(sessions.map((session) => session.getItem(`yici:${reserved}`))).toEqual([
      expect.stringContaining('"verifier":"v1"'),
      expect.stringContaining('"verifier":"v1"'),
    ]);
  });

  it('asks nobody where nothing can be kept, because the confirm would be lost', async () => {
    const { page, phone } = open(linkService, {
      globals: { localStorage: undefined, sessionStorage: undefined },
    });

    expect(plain(await page.kit.subscribe(ask))).toEqual({ status: 'no_storage' });
    expect([page.left(), phone.calls.length]).toEqual([undefined, 0]);
  });

  it('throws away what earlier questions left, once it is an hour past its end', async () => {
    const { page, phone } = open();
    await page.kit.subscribe(ask);
    const entry = phone.localStorage.getItem(`yici:${reserved}`) ?? '';
    Object.assign(phone.localStorage, { 'yici:old': entry, other: 'kept', 'yici:bad': '{' });

    await phone.clock.advance(89 * 60_000);
    await page.kit.subscribe(ask);
    expect(Object.keys(phone.localStorage).sort()).toEqual([
      'other',
      `yici:${reserved}`,
      'yici:old',
    ]);

    await phone.clock.advance(2 * 60_000);
    await page.kit.subscribe(ask);
    expect(Object.keys(phone.localStorage).sort()).toEqual(['other', `yici:${reserved}`]);
  });

  it('says what the service refused', async () => {
    const problem = {
      title: 'Invalid request',
      status: 400,
      detail: 'no',
      code: 'invalid_request',
    };
    const { page } = open(() => ({ status: 400, body: problem }));

    await expect(page.kit.subscribe(ask)).rejects.toMatchObject({
      name: 'YiciError',
      code: 'invalid_request',
      status: 400,
      message: 'no',
      retryable: false,
      problem,
    });
    expect(page.left()).toBe(undefined);
  });

  it.each([
    ['the network failed', 'Failed to fetch', 'unreachable', true],
    [
      'the gateway throttled',
      { status: 429, body: { message: 'Too Many Requests' } },
      'http_error',
      true,
    ],
    ['the gateway forbade', { status: 403, body: { message: 'Forbidden' } }, 'http_error', false],
    ['a proxy answered in HTML', { status: 502, body: '<html>' }, 'unreadable_answer', true],
    ['the link was missing', { status: 201, body: { verifier: 'v' } }, 'unreadable_answer', true],
  ] as const)('says that %s, and stays', async (_name, answer, code, retryable) => {
    const { page } = open(() => answer);

    await expect(page.kit.subscribe(ask)).rejects.toMatchObject({ code, retryable });
    expect(page.left()).toBe(undefined);
  });

  it('gives up after timeoutMs', async () => {
    const { page, phone } = open(() => new Promise(() => {}));
    const asked = page.kit.subscribe({ ...ask, timeoutMs: 4000 });
    const refused = expect(asked).rejects.toMatchObject({ code: 'unreachable', retryable: true });

    await phone.clock.advance(4000);

    await refused;
  });

  it('leaves no timer behind', async () => {
    const { page, phone } = open();

    await page.kit.subscribe(ask);

    expect(phone.clock.waiting()).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, createPhone, plain, type Service, settled } from './browser.ts';

const baseUrl = 'https://yici.example.com';
const reserved = 'a1'.repeat(62);
const home = 'https://h5.example.com/';
const asked = `${home}?tab=2#/pages/course?id=7`;
const link = `https://mp.weixin.qq.com/mp/subscribemsg?reserved=${reserved}&x=1#wechat_redirect`;
const tail = `template_id=T&action=confirm&reserved=${reserved}&scene=1001`;
const callbackUrl = `${home}?openid=o1&${tail}`;
const cancelUrl = `${home}?${tail.replace('=confirm', '=cancel')}`;
const confirmed: Answer = {
  status: 200,
  body: { result: 'confirmed', scene: 1001, receipt: 'r1' },
};
const lost = 'Failed to fetch';

/** A phone that has asked at the relay door; `decide` answers the reports. */
const phoneThatAsked = async (decide: Service = () => confirmed) => {
  const phone = createPhone((call) =>
    call.url.endsWith('/v1/confirm-links')
      ? {
          status: 201,
          body: { confirmLink: link, verifier: 'v1', expiresAt: '2026-01-05T08:30:00Z' },
        }
      : decide(call),
  );
  const tab = phone.openTab();
  const state = 'class_id=123';
  const question = { baseUrl, scene: 1001, returnTo: 'course', state };
  await tab.load(asked).kit.subscribe({ ...question, door: 'relay' });
  const reports = () => phone.calls.filter(({ url }) => url.endsWith('/v1/consents'));
  const entry = () => JSON.parse(phone.localStorage.getItem(`yici:${reserved}`) ?? 'null');
  return { ...phone, tab, reports, entry };
};

const answer = {
  door: 'relay',
  result: 'confirmed',
  scene: 1001,
  receipt: 'r1',
  state: 'class_id=123',
  route: '/?tab=2#/pages/course?id=7',
};

describe('reportConsent', () => {
  it("reports WeChat's own answer with the verifier, and gives state and route back", async () => {
    const { tab, reports } = await phoneThatAsked();
    const page = tab.load(callbackUrl);

    expect(plain(await page.kit.reportConsent({ baseUrl: `${baseUrl}/` }))).toEqual(answer);
    expect(reports().map(({ url, body }) => ({ url, body }))).toEqual([
      {
        url: `${baseUrl}/v1/consents`,
        body: {
          openid: 'o1',
          template_id: 'T',
          action: 'confirm',
          scene: 1001,
          reserved,
          verifier: 'v1',
        },
      },
    ]);
  });

  it('brings the page back to the route it asked from, and tells the router', async () => {
    const { tab } = await phoneThatAsked();
    const page = tab.load(callbackUrl);

    await page.kit.reportConsent({ baseUrl });

    expect(page.href()).toBe(asked);
    expect(page.routeChanges).toEqual(['#/pages/course?id=7']);
  });

  it('is back there before the answer comes, so that a router starts where it should', async () => {
    const { tab } = await phoneThatAsked(() => new Promise(() => {}));
    const page = tab.load(callbackUrl);

    void page.kit.reportConsent({ baseUrl }).catch(() => {});

    expect(page.href()).toBe(asked);
  });

  it('brings it back from a router that has started at its home', async () => {
    const { tab } = await phoneThatAsked();
    const page = tab.load(`${callbackUrl}#/`);

    await page.kit.reportConsent({ baseUrl });

    expect(page.href()).toBe(asked);
  });

  it('leaves a page on another path alone, and says where the user was', async () => {
    const { tab } = await phoneThatAsked();
    const page = tab.load(callbackUrl.replace(home, `${home}landing?v=3&`).replace('&?', '&'));

    const consent = await page.kit.reportConsent({ baseUrl });

    expect(page.href()).toBe(`${home}landing?v=3`);
    expect(consent?.route).toBe('/?tab=2#/pages/course?id=7');
  });

  it('leaves the address bar alone with clean: false', async () => {
    const { tab } = await phoneThatAsked();
    const page = tab.load(callbackUrl);

    expect(plain(await page.kit.reportConsent({ baseUrl, clean: false }))).toEqual(answer);
    expect(page.href()).toBe(callbackUrl);
  });

  it('reports a cancel, which has no openid', async () => {
    const { tab, reports } = await phoneThatAsked(() => ({
      status: 200,
      body: { result: 'cancelled', scene: 1001 },
    }));

    const consent = await tab.load(cancelUrl).kit.reportConsent({ baseUrl });

    expect(consent?.result).toBe('cancelled');
    expect(reports()[0]?.body).not.toHaveProperty('openid');
  });

  it.each([
    ['used', { status: 200, body: { result: 'used', scene: 1001 } }],
    ['expired', { status: 410, body: { code: 'ticket_expired', status: 410 } }],
    ['invalid', { status: 403, body: { code: 'ticket_invalid', status: 403 } }],
  ])('%s is an answer, and is not asked for again', async (result, decision) => {
    const { tab, reports } = await phoneThatAsked(() => decision);

    const consent = await tab.load(callbackUrl).kit.reportConsent({ baseUrl });
    await tab.load(callbackUrl).kit.reportConsent({ baseUrl });

    expect(consent?.result).toBe(result);
    expect(consent).not.toHaveProperty('receipt');
    expect(reports().length).toBe(1);
  });

  it('returns a consent of the redirect door, or none, as it is', async () => {
    const { tab, reports } = await phoneThatAsked();
    const returned = `${home}#/c?yici=cancelled&scene=1001`;

    expect(plain(await tab.load(returned).kit.reportConsent({ baseUrl }))).toEqual({
      door: 'redirect',
      result: 'cancelled',
      scene: 1001,
    });
    expect(await tab.load(home).kit.reportConsent({ baseUrl })).toBe(null);
    expect(reports()).toEqual([]);
  });

  it('works for a bound link, of which this browser kept nothing', async () => {
    const phone = createPhone(() => confirmed);
    const page = phone.openTab().load(callbackUrl);

    const consent = await page.kit.reportConsent({ baseUrl });

    expect(consent?.result).toBe('confirmed');
    expect(phone.calls[0]?.body).not.toHaveProperty('verifier');
    expect(page.href()).toBe(home);
  });

  it('works once per page where nothing at all can be kept', async () => {
    const phone = createPhone(() => confirmed);
    const globals = { localStorage: undefined, sessionStorage: undefined };
    const page = phone.openTab().load(callbackUrl, { globals });

    await page.kit.reportConsent({ baseUrl });

    expect(page.href()).toBe(home);
    expect(await page.kit.reportConsent({ baseUrl })).toBe(null);
    expect(phone.calls.length).toBe(1);
  });
});

describe('after a report', () => {
  it('verifier, state and route are no longer kept', async () => {
    const { tab, entry, clock } = await phoneThatAsked();

    await tab.load(callbackUrl).kit.reportConsent({ baseUrl });

    expect(Object.keys(entry()).sort()).toEqual(['answers', 'untilMs']);
    expect(clock.waiting()).toBe(0);
  });

  it('the answer is forgotten an hour after the link has ended', async () => {
    const { tab, entry, clock } = await phoneThatAsked();
    await tab.load(callbackUrl).kit.reportConsent({ baseUrl });

    await clock.advance(91 * 60_000);
    await tab.load(home).kit.reportConsent({ baseUrl, consent: null });
    await tab.load(callbackUrl.replace(reserved, 'ff')).kit.reportConsent({ baseUrl });

    expect(entry()).toBe(null);
  });

  it('a cancel keeps the verifier, because the user can go Back and confirm', async () => {
    const { tab, reports } = await phoneThatAsked(({ body }) =>
      JSON.stringify(body).includes('"cancel"')
        ? { status: 200, body: { result: 'cancelled', scene: 1001 } }
        : confirmed,
    );

    await tab.load(cancelUrl).kit.reportConsent({ baseUrl });
    const consent = await tab.load(callbackUrl).kit.reportConsent({ baseUrl });

    expect(plain(consent)).toEqual(answer);
    expect(reports()[1]?.body).toMatchObject({ action: 'confirm', verifier: 'v1' });
  });

  it('a cancel after a confirm is not reported, because it changes nothing', async () => {
    const { tab, reports } = await phoneThatAsked();
    await tab.load(callbackUrl).kit.reportConsent({ baseUrl });

    const consent = await tab.load(cancelUrl).kit.reportConsent({ baseUrl });

    expect(consent?.result).toBe('cancelled');
    expect(consent?.receipt).toBe(undefined);
    expect(reports().length).toBe(1);
  });

  it('an old answer in the URL gives way to the newer one that is still open', async () => {
    const { tab, reports } = await phoneThatAsked();
    const old = 'openid=o1&template_id=T&action=confirm&reserved=0ld&scene=7';
    const url = `${callbackUrl}&${old}`;

    const consent = await tab.load(url).kit.reportConsent({ baseUrl });

    expect(consent?.scene).toBe(1001);
    expect(reports()[0]?.body).toMatchObject({ reserved });
  });
});

describe('never twice', () => {
  it('called twice at once, it reports once, and both get the answer', async () => {
    const { tab, reports } = await phoneThatAsked();
    const { kit } = tab.load(callbackUrl);

    const [one, two] = await Promise.all([
      kit.reportConsent({ baseUrl }),
      kit.reportConsent({ baseUrl }),
    ]);

    expect([plain(one), plain(two)]).toEqual([answer, answer]);
    expect(reports().length).toBe(1);
  });

  it('a reload of the same callback, from the history or by the user, gets the first answer', async () => {
    const { tab, openTab, reports } = await phoneThatAsked();
    await tab.load(callbackUrl).kit.reportConsent({ baseUrl });

    const again = await tab.load(callbackUrl).kit.reportConsent({ baseUrl });
    const elsewhere = await openTab().load(callbackUrl).kit.reportConsent({ baseUrl });

    expect(plain(again)).toMatchObject({ result: 'confirmed', receipt: 'r1' });
    expect(plain(elsewhere)).toMatchObject({ result: 'confirmed', receipt: 'r1' });
    expect(reports().length).toBe(1);
  });

  it('a page that comes back from the back/forward cache and calls again does not', async () => {
    const { tab, reports } = await phoneThatAsked();
    const page = tab.load(callbackUrl);
    const consent = page.kit.readConsent();
    await page.kit.reportConsent({ baseUrl, consent });

    expect(plain(await page.kit.reportConsent({ baseUrl, consent }))).toEqual(answer);
    expect(reports().length).toBe(1);
  });

  it('a second tab waits for the first and takes its answer', async () => {
    const pending = Promise.withResolvers<Answer>();
    const { tab, openTab, reports, clock } = await phoneThatAsked(() => pending.promise);
    const first = tab.load(callbackUrl).kit.reportConsent({ baseUrl });
    await settled();
    const second = openTab().load(callbackUrl).kit.reportConsent({ baseUrl });
    await clock.advance(2000);

    pending.resolve(confirmed);
    await first;
    await clock.advance(300);

    expect(plain(await second)).toEqual(answer);
    expect(reports().length).toBe(1);
  });

  it('a report whose answer was lost is repeated by the next call', async () => {
    const answers = [lost, { status: 503, body: { code: 'unavailable' } }, confirmed];
    const { tab, reports } = await phoneThatAsked(() => answers.shift() ?? lost);
    const { kit } = tab.load(callbackUrl);

    await expect(kit.reportConsent({ baseUrl })).rejects.toMatchObject({ retryable: true });
    await expect(kit.reportConsent({ baseUrl })).rejects.toMatchObject({ retryable: true });

    expect(plain(await kit.reportConsent({ baseUrl }))).toEqual(answer);
    expect(reports().length).toBe(3);
  });

  it('a report whose answer was lost is repeated after a reload, though the URL is clean', async () => {
    const answers = [lost, confirmed];
    const { tab, reports } = await phoneThatAsked(() => answers.shift() ?? lost);
    const first = tab.load(callbackUrl);
    await expect(first.kit.reportConsent({ baseUrl })).rejects.toMatchObject({
      code: 'unreachable',
    });

    const second = tab.load(first.href());

    expect(first.href()).toBe(asked);
    expect(plain(await second.kit.reportConsent({ baseUrl }))).toEqual(answer);
    expect(await tab.load(second.href()).kit.reportConsent({ baseUrl })).toBe(null);
    expect(reports().length).toBe(2);
  });

  it('a page that is left in the middle does not hold up its reload', async () => {
    const never = new Promise<Answer>(() => {});
    const answers: (Answer | Promise<Answer>)[] = [never, confirmed];
    const { tab, reports } = await phoneThatAsked(() => answers.shift() ?? lost);
    const first = tab.load(callbackUrl);
    void first.kit.reportConsent({ baseUrl }).catch(() => {});
    await settled();

    first.fire('pagehide');
    const consent = await tab.load(first.href()).kit.reportConsent({ baseUrl });

    expect(plain(consent)).toEqual(answer);
    expect(reports().length).toBe(2);
  });

  it('a page that was killed in the middle holds up the next for no more than 15 s', async () => {
    const never = new Promise<Answer>(() => {});
    const answers: (Answer | Promise<Answer>)[] = [never, confirmed];
    const { tab, clock, reports } = await phoneThatAsked(() => answers.shift() ?? lost);
    const first = tab.load(callbackUrl);
    void first.kit.reportConsent({ baseUrl, timeoutMs: 3_600_000 }).catch(() => {});
    await settled();

    const second = tab.load(first.href()).kit.reportConsent({ baseUrl });
    await clock.advance(15_500);

    expect(plain(await second)).toEqual(answer);
    expect(reports().length).toBe(2);
  });

  it('a call refused for good is not made again by a reload', async () => {
    const { tab, reports } = await phoneThatAsked(() => ({
      status: 400,
      body: { code: 'invalid_request', detail: 'openid must ...' },
    }));
    const page = tab.load(callbackUrl);
    await expect(page.kit.reportConsent({ baseUrl })).rejects.toMatchObject({
      code: 'invalid_request',
      retryable: false,
    });

    expect(await tab.load(page.href()).kit.reportConsent({ baseUrl })).toBe(null);
    expect(reports().length).toBe(1);
  });

  it('however pages, tabs, reloads and failures mix, nothing is reported after its answer', async () => {
    const step = fc.record({
      tab: fc.integer({ min: 0, max: 2 }),
      url: fc.constantFrom(callbackUrl, `${callbackUrl}#/`, home),
      calls: fc.integer({ min: 1, max: 2 }),
      answer: fc.constantFrom<Answer | string>(confirmed, lost, { status: 500, body: {} }),
      late: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        let next: Answer | string = lost;
        let answered = 0;
        let repeated = 0;
        const phone = await phoneThatAsked(() => {
          if (answered > 0) repeated += 1;
          if (typeof next !== 'string' && next.status === 200) answered += 1;
          return next;
        });
        const tabs = [phone.tab, phone.openTab(), phone.openTab()];

        for (const { tab, url, calls, answer, late } of steps) {
          next = answer;
          const page = tabs[tab]?.load(url);
          for (let call = 0; call < calls; call += 1) {
            void page?.kit.reportConsent({ baseUrl }).catch(() => {});
          }
          if (!late) await phone.clock.advance(500);
        }
        await phone.clock.advance(60_000);

        expect(answered).toBeLessThanOrEqual(1);
        expect(repeated).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

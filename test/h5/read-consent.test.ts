import { describe, expect, it } from 'vitest';
import { createPhone, type PageOptions, plain } from './browser.ts';
import { cancelled, confirm, confirmed, damagedUrls } from './damaged-urls.ts';

const load = (url: string, options: PageOptions = {}) => createPhone().openTab().load(url, options);

describe('a damaged URL', () => {
  it.each(damagedUrls)('is read: $name', ({ url, consent }) => {
    expect(plain(load(url).kit.readConsent())).toEqual(consent);
  });

  it.each(damagedUrls)('is cleaned: $name', ({ url, clean }) => {
    const page = load(url);

    page.kit.readConsent();

    expect(page.href()).toBe(clean);
  });

  it.each(damagedUrls)('is read and left alone with clean: false: $name', ({ url, consent }) => {
    const page = load(url);

    expect(plain(page.kit.readConsent(undefined, { clean: false }))).toEqual(consent);
    expect(plain(page.kit.readConsent(undefined, { clean: false }))).toEqual(consent);
    expect(page.href()).toBe(new URL(url).href);
  });

  it.each(damagedUrls)(
    'is read from a string, away from the address bar: $name',
    ({ url, consent }) => {
      const page = load('https://h5.example.com/elsewhere?a=1');

      expect(plain(page.kit.readConsent(url))).toEqual(consent);
      expect(plain(page.kit.readConsent({ href: url }))).toEqual(consent);
      expect(page.href()).toBe('https://h5.example.com/elsewhere?a=1');
    },
  );

  it('there are at least forty of them', () => {
    expect(damagedUrls.filter(({ consent }) => consent !== null).length).toBeGreaterThanOrEqual(40);
  });
});

const courseUrl = 'https://h5.example.com/#/pages/course?id=7';
const returned = `${courseUrl}&yici=confirmed&scene=1001&receipt=${confirmed.receipt}`;
const relayed =
  'https://h5.example.com/?openid=o-New_1&template_id=Tpl-_9&action=confirm&reserved=aa11&scene=1001';

describe('readConsent', () => {
  it('reads a consent of the redirect door once', () => {
    const { kit } = load(returned);

    expect(plain(kit.readConsent())).toEqual(confirmed);
    expect(kit.readConsent()).toBe(null);
  });

  it('keeps the URL as loaded in entryUrl', () => {
    const page = load(returned);

    page.kit.readConsent();

    expect(page.kit.entryUrl).toBe(returned);
    expect(page.href()).toBe(courseUrl);
  });

  it.each(['location', 'its href'])('cleans the address bar when it is given %s', (how) => {
    const page = load(returned);
    const { location } = page.window as { location: { href: string } };

    expect(plain(page.kit.readConsent(how === 'location' ? location : location.href))).toEqual(
      confirmed,
    );
    expect(page.href()).toBe(courseUrl);
  });

  it('reads what a router dropped before anybody asked, once', () => {
    const page = load(returned);
    page.changeAddress('/#/home');

    expect(plain(page.kit.readConsent())).toEqual(confirmed);
    expect(page.href()).toBe('https://h5.example.com/#/home');
    expect(page.kit.readConsent()).toBe(null);
  });

  it('tells a router of a mended route by a navigation inside the page', () => {
    const page = load('https://h5.example.com/#/#/c?yici=cancelled&scene=1001');

    page.kit.readConsent();

    expect(page.href()).toBe('https://h5.example.com/#/c');
    expect(page.routeChanges).toEqual(['#/c']);
  });

  it('disturbs no router when only parameters go, and keeps its state', () => {
    const historyState = {
      back: null,
      current: `/pages/course?id=7&yici=confirmed&scene=1001&receipt=${confirmed.receipt}`,
      position: 3,
    };
    const page = load(returned, { historyState });

    page.kit.readConsent();

    expect(page.routeChanges).toEqual([]);
    expect(plain(page.historyState())).toEqual({
      back: null,
      current: '/pages/course?id=7',
      position: 3,
    });
  });

  it('works where history cannot be changed', () => {
    const page = load(returned, { globals: { history: undefined } });

    expect(plain(page.kit.readConsent())).toEqual(confirmed);
    expect(page.href()).toBe(returned);
  });
});

describe("uni-app's onLoad(options)", () => {
  const options = { id: '7', yici: 'confirmed', scene: '1001', receipt: confirmed.receipt };

  it('is read, and its parameters leave the address bar', () => {
    const page = load(returned);

    expect(plain(page.kit.readConsent(options))).toEqual(confirmed);
    expect(page.href()).toBe(courseUrl);
  });

  it('is read where the address bar says nothing', () => {
    expect(plain(load(courseUrl).kit.readConsent({ yici: 'cancelled', scene: 1001 }))).toEqual(
      cancelled,
    );
  });

  it('is not believed about a state that the address bar still holds exactly', () => {
    const page = load(`${returned}&state=${encodeURIComponent('a%20b')}`);

    expect(plain(page.kit.readConsent({ ...options, state: 'a b' }))).toEqual({
      ...confirmed,
      state: 'a%20b',
    });
  });

  it('says nothing of a callback before #, which is read all the same', () => {
    const page = load(`${relayed}#/pages/course`);

    expect(plain(page.kit.readConsent({ id: '7' }))).toEqual(confirm);
    expect(page.href()).toBe('https://h5.example.com/#/pages/course');
  });

  it('may be empty', () => {
    expect(load(courseUrl).kit.readConsent({})).toBe(null);
  });
});

describe('a relay callback that is not reported yet', () => {
  it('outlives a reload of its tab, though it has left the address bar', () => {
    const phone = createPhone();
    const tab = phone.openTab();
    const first = tab.load(relayed);
    first.kit.readConsent();

    const second = tab.load(first.href());

    expect(first.href()).toBe('https://h5.example.com/');
    expect(plain(second.kit.readConsent())).toEqual(confirm);
    expect(phone.openTab().load(first.href()).kit.readConsent()).toBe(null);
  });

  it('is given up after an hour', async () => {
    const phone = createPhone();
    const page = phone.openTab().load(relayed);
    page.kit.readConsent();

    await phone.clock.advance(60 * 60_000);

    expect(page.kit.readConsent()).toBe(null);
  });

  it('stays in the address bar where no other copy can be kept', () => {
    const page = load(relayed, { globals: { sessionStorage: undefined } });

    expect(plain(page.kit.readConsent())).toEqual(confirm);
    expect(page.href()).toBe(relayed);
  });
});

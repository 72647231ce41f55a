import { describe, expect, test, vi } from 'vitest';
import { createHandler } from '../../functions/record-consent/handler.ts';
import { browserCookie } from '../../src/entry/browser-cookie.ts';
import { aClaim, openid, otherOpenid, scene } from '../support/builders.ts';
import { aConsentService, callbackOf, startIn } from '../support/consent-service.ts';
import { aContext, anEvent } from '../support/http-events.ts';

const route = 'GET /consent/{state+}';

/** A user who opened the link and stands on WeChat's confirm page. */
const asked = async (query?: string, service = aConsentService()) => {
  const { link, cookies } = await startIn(service, query);
  const back = (changes?: Readonly<Record<string, string>>, parts: object = {}) =>
    service.call(route, { ...callbackOf(link, changes), cookies, ...parts });
  return { service, link, cookies, back };
};

const resultOf = (location: string) => Object.fromEntries(new URL(location).searchParams);

describe('what comes back from WeChat', () => {
  test('a confirm is kept, and the browser returns with a receipt that proves it', async () => {
    const { service, back } = await asked();

    const { statusCode, location, headers } = await back();

    expect(statusCode).toBe(302);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(location).toMatch(
      /^https:\/\/h5\.example\.com\/course\?yici=confirmed&scene=1001&receipt=[\w-]+&state=class_id%3D123$/,
    );
    const { receipt } = resultOf(location);
    const opened = await service.call('POST /v1/receipts', { body: { receipt } });
    expect(JSON.parse(opened.body)).toEqual({
      openid,
      scene: 1001,
      callerState: 'class_id=123',
      assurance: 'browser',
      confirmedAt: '2026-11-23T00:00:00.000Z',
    });
    expect(await service.credits.find({ openid, scene })).toMatchObject({ confirmed: 1, used: 0 });
  });

  test('a cancel is said and changes nothing', async () => {
    const { service, back } = await asked();

    expect((await back({ action: 'cancel' })).location).toBe(
      'https://h5.example.com/course?yici=cancelled&scene=1001&state=class_id%3D123',
    );
    expect(service.calls.store).toBe(0);
  });

  test('a reload says confirmed again, counts nothing again, and brings a receipt that opens', async () => {
    const { service, back } = await asked();
    await back();
    service.clock.advance(60_000);

    const { location } = await back();

    expect(resultOf(location)).toMatchObject({ yici: 'confirmed' });
    expect(await service.credits.find({ openid, scene })).toMatchObject({ confirmed: 1 });
    const body = { receipt: resultOf(location)['receipt'] };
    expect((await service.call('POST /v1/receipts', { body })).statusCode).toBe(200);
    expect(service.output.counted()).toEqual([
      'LinkCreated',
      'ConsentConfirmed',
      'ConsentRepeated',
    ]);
  });

  test('a reload after the message was claimed says used', async () => {
    const { service, back } = await asked();
    await back();
    await service.credits.claim(aClaim(), []);

    expect((await back()).location).toBe(
      'https://h5.example.com/course?yici=used&scene=1001&state=class_id%3D123',
    );
  });

  test('a link past its time says expired, for confirm and cancel', async () => {
    const { service, back } = await asked();
    service.clock.advance(30 * 60_000);

    expect(resultOf((await back()).location)).toMatchObject({ yici: 'expired' });
    expect(resultOf((await back({ action: 'cancel' })).location)).toMatchObject({
      yici: 'expired',
    });
    expect(service.calls.store).toBe(0);
  });

  test('a link older than the last one confirmed says expired', async () => {
    const { service, back } = await asked();
    service.clock.advance(1_000);
    const newer = await asked(undefined, service);
    await newer.back();

    expect(resultOf((await back()).location)).toMatchObject({ yici: 'expired' });
    expect(await service.credits.find({ openid, scene })).toMatchObject({ confirmed: 1 });
  });

  test.each([
    ['without its cookie', []],
    ['with the cookie of another browser', [`__Host-yici-00000000=${'0'.repeat(32)}`]],
    ['with a cookie of another name', [`yici-00000000=${'0'.repeat(32)}`]],
  ])('a browser that comes back %s is told invalid', async (_, cookies) => {
    const { service, back } = await asked();

    expect((await back({}, { cookies })).location).toBe(
      'https://h5.example.com/course?yici=invalid&scene=1001&state=class_id%3D123',
    );
    expect(service.calls.store).toBe(0);
  });

  test('a browser that opened its first two links at once has a cookie for each', async () => {
    const service = aConsentService();
    const [one, other] = [
      await startIn(service),
      await startIn(service, 'scene=1002&return=course'),
    ];
    const cookies = [...one.cookies, ...other.cookies];

    for (const { link } of [one, other]) {
      const { location } = await service.call(route, { ...callbackOf(link), cookies });
      expect(resultOf(location)).toMatchObject({ yici: 'confirmed' });
    }
    expect(new Set(cookies.map((cookie) => cookie.split('=')[0])).size).toBe(2);
  });

  test('a stage that asks for less takes a browser without its cookie as signed', async () => {
    const { back, service } = await asked(
      undefined,
      aConsentService({ minimumAssurance: 'signed' }),
    );

    await back({}, { cookies: [] });

    expect(await service.credits.find({ openid, scene })).toMatchObject({ assurance: 'signed' });
  });

  test('a link made for one openid is refused to another', async () => {
    const service = aConsentService();
    const { body } = await service.call('POST /v1/users/{openid}/confirm-links', {
      path: { openid },
      body: { scene: 1001, return: 'course' },
    });
    const { confirmLink } = JSON.parse(body);
    const back = (who: string) => service.call(route, callbackOf(confirmLink, { openid: who }));

    expect(resultOf((await back(otherOpenid)).location)).toMatchObject({ yici: 'invalid' });
    expect(resultOf((await back(openid)).location)).toMatchObject({ yici: 'confirmed' });
    expect(await service.credits.find({ openid, scene })).toMatchObject({ assurance: 'openid' });
  });
});

describe('how it may arrive', () => {
  test('with one slash after the path, as the documentation has it', async () => {
    const { link, back } = await asked();
    const { state } = callbackOf(link).path;

    const { location } = await back({}, { path: { state: `${state}/` } });

    expect(resultOf(location)).toMatchObject({ yici: 'confirmed' });
  });

  test('with its parameters in any order and others among them', async () => {
    const { link, back } = await asked();
    const pairs = callbackOf(link).query.split('&').reverse();

    const { location } = await back({}, { query: ['from=x', ...pairs, 'from=y'].join('&') });

    expect(resultOf(location)).toMatchObject({ yici: 'confirmed' });
  });

  test.each(['&amp;', '&amp;amp;'])(
    'with %s for &, as a page of WeChat has sent it',
    async (and) => {
      const { link, back } = await asked();

      const { location } = await back({}, { query: callbackOf(link).query.replaceAll('&', and) });

      expect(resultOf(location)).toMatchObject({ yici: 'confirmed' });
    },
  );
});

describe('where the browser returns', () => {
  test.each([
    ['course', 'https://h5.example.com/course?yici=cancelled&scene=1001'],
    ['query', 'https://h5.example.com/?lang=zh&yici=cancelled&scene=1001'],
    ['hash', 'https://h5.example.com/#/pages/course?yici=cancelled&scene=1001'],
    ['both', 'https://h5.example.com/?a=1#/p?b=2&yici=cancelled&scene=1001'],
  ])('to %s', async (name, location) => {
    const { back } = await asked(`scene=1001&return=${name}`);

    expect((await back({ action: 'cancel' })).location).toBe(location);
  });

  test.each(['&yici=confirmed&receipt=forged', '#/evil?yici=confirmed', '中文 %26 +', '?'])(
    'a state of %s is one parameter and forges none of ours',
    async (state) => {
      const { back } = await asked(`scene=1001&return=course&state=${encodeURIComponent(state)}`);

      const location = new URL((await back({ action: 'cancel' })).location);

      expect([...location.searchParams]).toEqual([
        ['yici', 'cancelled'],
        ['scene', '1001'],
        ['state', state],
      ]);
      expect(location.hash).toBe('');
    },
  );

  test('to a target that the stage has given up since, nobody is sent', async () => {
    const targets: Record<string, string> = { course: 'https://h5.example.com/course' };
    const { back } = await asked(
      undefined,
      aConsentService({ settings: { returnTargets: targets } }),
    );
    delete targets['course'];

    expect(await back({ action: 'cancel' })).toMatchObject({ statusCode: 400, location: '' });
  });
});

describe('what is told of it', () => {
  test('the log knows the user by a pseudonym, the metrics not at all', async () => {
    const { service, back } = await asked();
    await back();

    expect(service.output.logged().slice(1)).toEqual([
      {
        level: 'INFO',
        event: 'consent.recorded',
        scene: 1001,
        user: 'pseudonym-1',
      },
    ]);
    expect(service.output.counted()).toEqual(['LinkCreated', 'ConsentConfirmed']);
    expect(service.output.lines.join()).not.toContain(openid);
  });

  test('a kept confirm is not held up by the log: the pseudonym is asked for before the write', async () => {
    const service = aConsentService();
    const { link, cookies } = await startIn(service);
    const pseudonym = vi.fn(async () => 'pseudonym-1');
    const recordConsent = vi.fn(async () => ({ result: 'used' }) as const);
    const handler = createHandler({
      recordConsent,
      returnTargets: { course: 'https://h5.example.com/course' },
      cookie: browserCookie('https:'),
      pseudonym,
      log: service.output.log,
      now: service.clock.now,
    });

    await handler(anEvent(route, { ...callbackOf(link), cookies }), aContext());

    expect(pseudonym).toHaveBeenCalledBefore(recordConsent);
  });

  test('a refusal is counted by its reason', async () => {
    const { service, back } = await asked();
    await back({}, { cookies: [] });

    expect(service.output.logged().at(-1)).toMatchObject({
      level: 'WARN',
      event: 'consent.refused',
      reason: 'invalid',
    });
    expect(service.output.counted()).toEqual(['LinkCreated', 'ConsentRefused']);
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { parseOpenid } from '../../src/domain/openid.ts';
import { openReceipt } from '../../src/domain/receipt.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { createConfirmLink } from '../../src/use-cases/create-confirm-link.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import {
  type ConsentCallback,
  type ConsentOutcome,
  recordConsent,
} from '../../src/use-cases/record-consent.ts';
import { aClaim, aClock, aRing, openid, otherOpenid, scene, startMs } from '../support/builders.ts';
import { memoryCredits } from '../support/memory-credits.ts';

const account = { appid: 'wx1', templateId: 'template' };
const browserSecret = 'b'.repeat(32);

const setup = (minimumAssurance: 'signed' | 'browser' | 'openid' = 'browser') => {
  const clock = aClock();
  const ring = aRing();
  const credits = memoryCredits();
  const record = vi.fn<CreditStore['record']>(credits.record);
  const ports = { keyRing: async () => ring, now: clock.now, random: randomBytes };
  const create = createConfirmLink({
    ...ports,
    settings: {
      ...account,
      publicBaseUrl: 'https://wx.example.com',
      returnTargets: { course: 'https://h5.example.com/#/pages/course' },
      scenes: [],
    },
  });
  const consent = recordConsent({ ...ports, ...account, minimumAssurance, credits: { record } });
  const link = async (bound = false, door: 'redirect' | 'relay' = 'redirect') => {
    const holder = bound
      ? ({ kind: 'openid', openid } as const)
      : ({ kind: 'browser', secret: browserSecret } as const);
    const { redirectUrl, reserved } = await create({
      door,
      scene,
      returnName: 'course',
      callerState: 'class_id=123',
      holder,
      lifetimeSeconds: 1_800,
    });
    const pathState = door === 'redirect' ? (redirectUrl.split('/').at(-1) ?? '') : '';
    const callback: ConsentCallback = {
      door,
      action: 'confirm',
      templateId: account.templateId,
      scene,
      reserved,
      openid,
      pathState,
      callerState: 'class_id=123',
      browserSecrets: bound ? [] : [browserSecret],
    };
    return callback;
  };
  return { clock, ring, credits, record, consent, link };
};

const receiptOf = (outcome: ConsentOutcome, ring: Parameters<typeof openReceipt>[0]) => {
  if (outcome.result !== 'confirmed') throw new Error(`the consent was ${outcome.result}`);
  return openReceipt(ring, 'wx1', outcome.receipt, startMs);
};

describe('a confirm', () => {
  it('is kept, and its receipt says who confirmed what', async () => {
    const { consent, link, credits, ring } = setup();

    const outcome = await consent(await link());

    expect(outcome).toMatchObject({ result: 'confirmed', first: true });
    expect(receiptOf(outcome, ring)).toEqual({
      status: 'valid',
      receipt: {
        openid,
        scene,
        callerState: 'class_id=123',
        assurance: 'browser',
        confirmedAtMs: startMs,
      },
    });
    expect(await credits.find({ openid, scene })).toMatchObject({
      confirmed: 1,
      callerState: 'class_id=123',
    });
  });

  it('reloaded changes nothing, and is used once its message is claimed', async () => {
    const { consent, link, credits, clock } = setup();
    const callback = await link();
    await consent(callback);
    clock.advance(5_000);

    expect(await consent(callback)).toMatchObject({ result: 'confirmed', first: false });
    await credits.claim(aClaim({ nowMs: clock.now() }), []);
    expect(await consent(callback)).toEqual({ result: 'used' });
    expect(await credits.find({ openid, scene })).toMatchObject({ confirmed: 1 });
  });

  it('of a link opened before, confirmed after, a newer one is the one that is not kept', async () => {
    const { consent, link, clock, credits } = setup();
    const older = await link();
    clock.advance(1);
    const newer = await link();
    await consent(newer);

    expect(await consent(older)).toEqual({ result: 'expired' });
    expect(await credits.find({ openid, scene })).toMatchObject({ confirmed: 1 });
  });

  it('comes too late when the link is past its time', async () => {
    const { consent, link, clock, record } = setup();
    const callback = await link();

    clock.advance(1_799_999);
    expect((await consent(callback)).result).toBe('confirmed');
    clock.advance(1);
    expect((await consent(callback)).result).toBe('expired');
    expect(record).toHaveBeenCalledTimes(1);
  });

  it('after an erase does not bring the user back', async () => {
    const { consent, link, credits, clock } = setup();
    const callback = await link();
    await consent(callback);
    await eraseUser({ credits, now: clock.now })(openid);

    expect(await consent(callback)).toEqual({ result: 'expired' });
    expect(await credits.find({ openid, scene })).toBeUndefined();
  });

  it.each([
    ['another browser', { browserSecrets: ['c'.repeat(32)] }],
    ['a browser that lost its cookie', { browserSecrets: [] }],
    ['nobody: no openid came', { openid: undefined }],
  ])('from %s is invalid and causes no write', async (_, change) => {
    const { consent, link, record } = setup();

    expect(await consent({ ...(await link()), ...change })).toEqual({ result: 'invalid' });
    expect(record).not.toHaveBeenCalled();
  });

  it('without the cookie is kept as signed where that is configured', async () => {
    const { consent, link, ring } = setup('signed');

    const outcome = await consent({ ...(await link()), browserSecrets: [] });

    expect(receiptOf(outcome, ring)).toMatchObject({ receipt: { assurance: 'signed' } });
  });

  it.each([
    ['with the cookie and then without', [browserSecret], []],
    ['without the cookie and then with it', [], [browserSecret]],
  ])(
    'opened %s gets a receipt that claims no more than the weaker of the two',
    async (_, first, then) => {
      const { consent, link, ring, record } = setup('signed');
      const callback = await link();
      await consent({ ...callback, browserSecrets: first });

      const outcome = await consent({ ...callback, browserSecrets: then });

      expect(outcome).toMatchObject({ result: 'confirmed', first: false });
      expect(receiptOf(outcome, ring)).toMatchObject({ receipt: { assurance: 'signed' } });
      expect(record).toHaveBeenCalledTimes(2);
    },
  );

  it('of a bound link needs no cookie, and is for that user only', async () => {
    const { consent, link, record, ring } = setup('openid');
    const callback = await link(true);

    expect(await consent({ ...callback, openid: otherOpenid })).toEqual({ result: 'invalid' });
    expect(record).not.toHaveBeenCalled();
    expect(receiptOf(await consent(callback), ring)).toMatchObject({
      receipt: { assurance: 'openid' },
    });
  });

  it('of a link for any browser is not enough where an openid is asked for', async () => {
    const { consent, link } = setup('openid');

    expect(await consent(await link())).toEqual({ result: 'invalid' });
  });

  it.each([
    ['another scene', { scene: parseScene(1002) }],
    ['another template', { templateId: 'other' }],
    ['another path', { pathState: 'b3RoZXI' }],
    ['the other door', { door: 'relay' as const, pathState: '' }],
    ['another seal', { reserved: '0'.repeat(124) }],
    ['nothing', { reserved: '' }],
  ])('with %s is forged and causes no write', async (_, change) => {
    const { consent, link, record } = setup();

    expect(await consent({ ...(await link()), ...change })).toEqual({ result: 'forged' });
    expect(record).not.toHaveBeenCalled();
  });

  it('through the relay door is believed by its verifier', async () => {
    const { consent, link } = setup();

    expect(await consent(await link(false, 'relay'))).toMatchObject({ result: 'confirmed' });
    expect(await consent({ ...(await link(false, 'relay')), browserSecrets: ['x'] })).toEqual({
      result: 'invalid',
    });
  });
});

describe('a cancel', () => {
  it('is verified, carries no openid and touches no credit', async () => {
    const { consent, link, record } = setup();
    const callback = { ...(await link()), action: 'cancel' as const, openid: undefined };

    expect(await consent(callback)).toEqual({ result: 'cancelled' });
    expect(await consent({ ...callback, scene: parseScene(2) })).toEqual({ result: 'forged' });
    expect(record).not.toHaveBeenCalled();
  });

  it('leaves an earlier confirm as it was', async () => {
    const { consent, link, credits } = setup();
    const callback = await link();
    await consent(callback);

    await consent({ ...callback, action: 'cancel', openid: undefined });

    expect(await credits.find({ openid, scene })).toMatchObject({ confirmed: 1, used: 0 });
  });
});

describe('a confirm link', () => {
  const request = {
    door: 'redirect',
    scene,
    returnName: 'course',
    holder: { kind: 'openid', openid: parseOpenid('o'.repeat(28)) },
    lifetimeSeconds: 60,
  } as const;
  const settings = {
    ...account,
    publicBaseUrl: undefined,
    returnTargets: { course: 'https://h5.example.com/?a=1#/pages/course' },
    scenes: [1001],
  };
  const create = createConfirmLink({
    keyRing: async () => aRing(),
    now: aClock().now,
    random: randomBytes,
    settings,
  });

  it.each(['constructor', '__proto__', 'other', ''])(
    'is not made for the return target %j',
    async (returnName) => {
      await expect(create({ ...request, returnName })).rejects.toThrow(
        'return must name a configured return target (course)',
      );
    },
  );

  it('is not made for a scene outside the configured ones', async () => {
    await expect(create({ ...request, scene: parseScene(7) })).rejects.toThrow(
      'scene must be one of 1001, got 7',
    );
  });

  it('has a redirect door only where there is a publicBaseUrl', async () => {
    await expect(create(request)).rejects.toThrow("door must be 'relay'");
  });

  it('sends the relay door to the target without its fragment, which WeChat would damage', async () => {
    const link = await create({ ...request, door: 'relay' });

    expect(link.redirectUrl).toBe('https://h5.example.com/?a=1');
    expect(link.expiresAtMs).toBe(startMs + 60_000);
  });
});

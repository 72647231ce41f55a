import { describe, expect, it, vi } from 'vitest';
import { leaseMs } from '../../src/domain/credit.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import { resolveSend } from '../../src/use-cases/resolve-send.ts';
import {
  aClaim,
  aClock,
  aConsent,
  openid,
  otherOpenid,
  scene,
  ticketOrder,
} from '../support/builders.ts';
import { memoryCredits } from '../support/memory-credits.ts';

const setup = async () => {
  const clock = aClock();
  const credits = memoryCredits();
  await credits.record(aConsent());
  const claim = aClaim({ nowMs: clock.now() });
  await credits.claim(claim, []);
  return {
    clock,
    credits,
    settle: (outcome: 'sent' | 'unknown') => credits.settle({ ...claim, result: { outcome } }),
    resolve: (delivered: boolean, sendId = 'send-1') =>
      resolveSend({ credits, now: clock.now })({ openid, scene, sendId, delivered }),
    erase: eraseUser({ credits, now: clock.now }),
  };
};

describe('resolving an unknown send by hand', () => {
  it('spends the credit when the message was delivered', async () => {
    const { settle, resolve } = await setup();
    await settle('unknown');

    expect(await resolve(true)).toMatchObject({
      status: 'resolved',
      credit: { used: 1, lastSend: { outcome: 'sent' } },
    });
  });

  it('gives the credit back when it was not', async () => {
    const { settle, resolve, credits } = await setup();
    await settle('unknown');

    expect(await resolve(false)).toMatchObject({ status: 'resolved', credit: { used: 0 } });
    expect((await credits.claim(aClaim({ sendId: 'send-2', keyHash: 'key-2' }), [])).written).toBe(
      true,
    );
  });

  it.each([true, false])('says the same thing twice once (delivered: %s)', async (delivered) => {
    const { settle, resolve, credits } = await setup();
    await settle('unknown');
    const first = await resolve(delivered);

    expect(await resolve(delivered)).toEqual(first);
    expect((await resolve(!delivered)).status).toBe('not_unknown');
    expect((await credits.find({ openid, scene }))?.used).toBe(delivered ? 1 : 0);
  });

  it('works for a send whose process died, once its lease is over', async () => {
    const { resolve, clock } = await setup();

    expect((await resolve(true)).status).toBe('not_unknown');
    clock.advance(leaseMs);
    expect((await resolve(true)).status).toBe('resolved');
  });

  it('believes nobody about a send that was still on its way when they spoke', async () => {
    const { clock, credits, settle } = await setup();
    const settledMeanwhile = {
      ...credits,
      find: async (...given: Parameters<typeof credits.find>) => {
        const found = await credits.find(...given);
        await settle('unknown');
        return found;
      },
    };
    const resolve = resolveSend({ credits: settledMeanwhile, now: clock.now });

    expect(await resolve({ openid, scene, sendId: 'send-1', delivered: true })).toEqual({
      status: 'not_unknown',
    });
  });

  it('settles a send whose process died, and none that was settled as unknown before', async () => {
    const died = await setup();
    died.clock.advance(leaseMs);
    expect(await died.resolve(true)).toMatchObject({
      status: 'resolved',
      settles: { sendId: 'send-1', claimedAtMs: expect.any(Number) },
    });

    const settled = await setup();
    await settled.settle('unknown');
    expect(await settled.resolve(true)).toMatchObject({ status: 'resolved', settles: undefined });

    const probed = await setup();
    await probed.settle('unknown');
    const nowMs = probed.clock.now();
    const send = { openid, scene, sendId: 'send-1', keyHash: 'key-1' };
    await probed.credits.reopen(send, nowMs, nowMs + leaseMs);
    probed.clock.advance(leaseMs);
    expect(await probed.resolve(true)).toMatchObject({ status: 'resolved', settles: undefined });
  });

  it('is heard when the answer of its write was lost, though the user has confirmed again', async () => {
    const { clock, credits, settle } = await setup();
    await settle('unknown');
    await credits.record(aConsent({ ticket: ticketOrder(2) }));
    const repeated = {
      ...credits,
      resolveSuperseded: async (...given: Parameters<typeof credits.resolveSuperseded>) => {
        await credits.resolveSuperseded(...given);
        return credits.resolveSuperseded(...given);
      },
    };
    const resolve = resolveSend({ credits: repeated, now: clock.now });

    expect(await resolve({ openid, scene, sendId: 'send-1', delivered: false })).toMatchObject({
      status: 'resolved',
      credit: { lastSend: { outcome: 'not_delivered' } },
    });
  });

  it('takes nothing from a user who has confirmed again since', async () => {
    const { settle, resolve, credits } = await setup();
    await settle('unknown');
    await credits.record(aConsent({ ticket: ticketOrder(2) }));

    expect(await resolve(false)).toMatchObject({
      status: 'resolved',
      credit: { confirmed: 2, used: 1, lastSend: { outcome: 'not_delivered' } },
    });
  });

  it('refuses a settled send, another send, and a credit that is not there', async () => {
    const { settle, resolve, erase } = await setup();
    await settle('sent');

    expect((await resolve(true, 'send-2')).status).toBe('not_unknown');
    expect((await resolve(false)).status).toBe('not_unknown');
    await erase(openid);
    expect((await resolve(true)).status).toBe('no_credit');
  });
});

describe('erasing a user', () => {
  it('erases every credit of that user and of nobody else', async () => {
    const { credits, erase } = await setup();
    await credits.record(aConsent({ scene: parseScene(7) }));
    await credits.record(aConsent({ openid: otherOpenid }));

    expect(await erase(openid)).toMatchObject({ erased: 2, unsettled: [{ sendId: 'send-1' }] });
    expect(await erase(openid)).toEqual({ erased: 0, unsettled: [] });
    expect(await credits.list(otherOpenid)).toHaveLength(1);
  });

  it('erases what the user confirms while it runs, and tells of the sends that it found then', async () => {
    const { clock, credits, settle } = await setup();
    const eraseThen = vi.fn(credits.erase).mockImplementationOnce(async (...given) => {
      await settle('sent');
      await credits.record(aConsent({ ticket: ticketOrder(2) }));
      const nowMs = clock.now() + leaseMs;
      await credits.claim(aClaim({ sendId: 'send-2', keyHash: 'key-2', nowMs }), []);
      return credits.erase(...given);
    });
    const erase = eraseUser({ credits: { ...credits, erase: eraseThen }, now: clock.now });

    expect(await erase(openid)).toMatchObject({ erased: 1, unsettled: [{ sendId: 'send-2' }] });
    expect(await credits.find({ openid, scene })).toBeUndefined();
    expect(eraseThen).toHaveBeenCalledTimes(2);
  });

  it('erases nothing that the user confirms after it, however late one of its writes arrives', async () => {
    const { clock, credits } = await setup();
    const late: (() => Promise<unknown>)[] = [];
    const eraseTwice: typeof credits.erase = (...given) => {
      late.push(() => credits.erase(...given));
      return credits.erase(...given);
    };
    await eraseUser({ credits: { ...credits, erase: eraseTwice }, now: clock.now })(openid);
    await credits.record(aConsent({ ticket: ticketOrder(2) }));

    for (const arrive of late) await arrive();

    expect(late).toHaveLength(1);
    expect(await credits.find({ openid, scene })).toMatchObject({ confirmed: 1, used: 0 });
  });

  it('has the caller ask again when the user goes on confirming', async () => {
    const { clock, credits } = await setup();
    let ticket = 1;
    const eraseLate: typeof credits.erase = async (...given) => {
      ticket += 1;
      await credits.record(aConsent({ ticket: ticketOrder(ticket) }));
      return credits.erase(...given);
    };
    const erase = eraseUser({ credits: { ...credits, erase: eraseLate }, now: clock.now });

    await expect(erase(openid)).rejects.toThrow(Unavailable);
    expect(ticket).toBe(4);
  });
});

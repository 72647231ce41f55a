import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Credit,
  leaseMs,
  rememberedForMs,
  rememberedKeys,
  type StoredCredit,
} from '../../src/domain/credit.ts';
import type { Attempt } from '../../src/domain/credit-transitions.ts';
import { parseScene } from '../../src/domain/scene.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import {
  aClaim,
  aConsent,
  openid,
  otherOpenid,
  scene,
  startMs,
  ticketOrder,
} from '../support/builders.ts';

const creditOf = (attempt: Attempt): Credit => {
  if (!attempt.written) throw new Error('the write was refused');
  return attempt.credit;
};

const foundBy = (attempt: Attempt): StoredCredit | undefined => {
  if (attempt.written) throw new Error('the write was not refused');
  return attempt.found;
};

/** What every store of credits promises: run on the fake and on the real engine alike. */
export const describeCreditStore = (engine: string, makeStore: () => Promise<CreditStore>) =>
  describe(`credits on ${engine}`, () => {
    let credits: CreditStore;
    const leaseUntilMs = startMs + 1_000 + leaseMs;
    const order = startMs + 1_500;
    const send = { openid, scene, sendId: 'send-1', keyHash: 'key-1', leaseUntilMs, order };
    const sent = { ...send, result: { outcome: 'sent' as const, errcode: 0 } };
    const erasure = { openid, scene, ticket: ticketOrder(1) };
    const unknown = { ...send, result: { outcome: 'unknown' as const, errcode: -1 } };

    beforeEach(async () => {
      credits = await makeStore();
    });

    const confirmed = async () => creditOf(await credits.record(aConsent()));
    const claimed = async () => {
      await confirmed();
      return creditOf(await credits.claim(aClaim(), []));
    };

    it('keeps what a confirm said', async () => {
      const credit = creditOf(await credits.record(aConsent({ callerState: 'class_id=123' })));

      expect(credit).toMatchObject({
        kind: 'credit',
        openid,
        scene,
        confirmed: 1,
        used: 0,
        ticket: ticketOrder(1),
        confirmedAtMs: startMs,
        assurance: 'browser',
        callerState: 'class_id=123',
        remembered: {},
      });
      expect(credit.lastSend).toBeUndefined();
      expect(await credits.find({ openid, scene })).toEqual(credit);
    });

    it('takes the same ticket once', async () => {
      const credit = await confirmed();

      expect(foundBy(await credits.record(aConsent()))).toEqual(credit);
      expect((await credits.find({ openid, scene }))?.confirmed).toBe(1);
    });

    it('refuses a ticket older than the last accepted', async () => {
      await credits.record(aConsent({ ticket: ticketOrder(2) }));

      expect(foundBy(await credits.record(aConsent({ ticket: ticketOrder(1) })))).toMatchObject({
        ticket: ticketOrder(2),
      });
    });

    it('forgets the state of an earlier confirm that the next one does not bring', async () => {
      await credits.record(aConsent({ callerState: 'old' }));

      const credit = creditOf(await credits.record(aConsent({ ticket: ticketOrder(2) })));

      expect(credit.callerState).toBeUndefined();
      expect(credit.confirmed).toBe(2);
    });

    it('gives one of many concurrent claims the credit', async () => {
      await confirmed();

      const attempts = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          credits.claim(aClaim({ sendId: `send-${n}`, keyHash: `key-${n}` }), []),
        ),
      );

      const winners = attempts.filter(({ written }) => written);
      expect(winners).toHaveLength(1);
      const winner = creditOf(winners[0] as Attempt).lastSend?.sendId;
      for (const attempt of attempts.filter(({ written }) => !written)) {
        expect(foundBy(attempt)).toMatchObject({ lastSend: { sendId: winner } });
      }
    });

    it('remembers the key of a claim, and takes all confirms that came before it', async () => {
      await confirmed();
      await credits.record(aConsent({ ticket: ticketOrder(2) }));

      const credit = creditOf(await credits.claim(aClaim(), []));

      expect(credit).toMatchObject({
        confirmed: 2,
        used: 2,
        lastSend: { sendId: 'send-1', keyHash: 'key-1', leaseUntilMs: startMs + 1_000 + leaseMs },
        remembered: {
          'key-1': {
            sendId: 'send-1',
            fingerprint: 'fingerprint-1',
            claimedAtMs: startMs + 1_000,
          },
        },
      });
    });

    it('refuses a claim where no confirm was, and says that nothing is there', async () => {
      expect(foundBy(await credits.claim(aClaim(), []))).toBeUndefined();
    });

    it('refuses a claim while the lease of another lives, though the user confirmed again', async () => {
      await claimed();
      await credits.record(aConsent({ ticket: ticketOrder(2) }));
      const second = { sendId: 'send-2', keyHash: 'key-2' };

      const during = await credits.claim(aClaim({ ...second, nowMs: startMs + leaseMs }), []);
      const after = await credits.claim(
        aClaim({ ...second, nowMs: startMs + 1_000 + leaseMs }),
        [],
      );

      expect(during.written).toBe(false);
      expect(creditOf(after)).toMatchObject({ used: 2, lastSend: { sendId: 'send-2' } });
    });

    it('refuses a claim by a key that it remembers, even for a newer confirm', async () => {
      await claimed();
      await credits.settle(sent);
      await credits.record(aConsent({ ticket: ticketOrder(2) }));

      const again = await credits.claim(aClaim({ sendId: 'send-2' }), []);

      expect(foundBy(again)).toMatchObject({ remembered: { 'key-1': { sendId: 'send-1' } } });
    });

    it('refuses a claim of a confirm past the configured lifetime', async () => {
      await confirmed();
      const lifetimeMs = 3_600_000;

      const late = await credits.claim(aClaim({ nowMs: startMs + lifetimeMs, lifetimeMs }), []);
      const inTime = await credits.claim(
        aClaim({ nowMs: startMs + lifetimeMs - 1, lifetimeMs }),
        [],
      );

      expect([late.written, inTime.written]).toEqual([false, true]);
    });

    it('remembers at most so many keys, and forgets those it is told to by the claim itself', async () => {
      for (let n = 1; n <= rememberedKeys; n += 1) {
        await credits.record(aConsent({ ticket: ticketOrder(n) }));
        const key = { sendId: `send-${n}`, keyHash: `key-${n}`, order: order + n };
        creditOf(await credits.claim(aClaim(key), []));
        creditOf(await credits.settle({ ...send, ...key, result: { outcome: 'sent' } }));
      }
      await credits.record(aConsent({ ticket: ticketOrder(1_000) }));
      const nowMs = startMs + 1_000 + rememberedForMs;
      const next = aClaim({ sendId: 'send-next', keyHash: 'key-next', nowMs });

      const full = await credits.claim(next, []);
      const credit = creditOf(await credits.claim(next, ['key-1', 'key-2']));

      expect(full.written).toBe(false);
      expect(Object.keys(credit.remembered)).toHaveLength(rememberedKeys - 1);
      expect(credit.remembered['key-1']).toBeUndefined();
      expect(credit.remembered['key-3']).toMatchObject({ sendId: 'send-3' });
    });

    it('never remembers more than that, though another claim has forgotten the same keys first', async () => {
      for (let n = 1; n <= rememberedKeys; n += 1) {
        await credits.record(aConsent({ ticket: ticketOrder(n) }));
        const key = { sendId: `send-${n}`, keyHash: `key-${n}`, order: order + n };
        creditOf(await credits.claim(aClaim(key), []));
        creditOf(await credits.settle({ ...send, ...key, result: { outcome: 'sent' } }));
      }
      const nowMs = startMs + 1_000 + rememberedForMs;
      for (const name of ['one', 'other']) {
        await credits.record(aConsent({ ticket: ticketOrder(1_000 + name.length) }));
        const claim = aClaim({
          sendId: `send-${name}`,
          keyHash: `key-${name}`,
          nowMs,
          order: nowMs + name.length,
        });
        const attempt = await credits.claim(claim, ['key-1']);
        expect([name, attempt.written]).toEqual([name, name === 'one']);
        await credits.settle({ ...claim, result: { outcome: 'sent' } });
      }

      const stored = await credits.find({ openid, scene });
      expect(Object.keys(stored?.remembered ?? {})).toHaveLength(rememberedKeys);
    });

    it('settles the send that holds the claim, once', async () => {
      await claimed();

      const credit = creditOf(await credits.settle(sent));

      expect(credit).toMatchObject({
        lastSend: { sendId: 'send-1', outcome: 'sent' },
        remembered: { 'key-1': { result: { outcome: 'sent', errcode: 0 } } },
      });
      expect(credit.lastSend?.leaseUntilMs).toBeUndefined();
      expect(foundBy(await credits.settle(sent))).toEqual(credit);
    });

    it('does not settle for another send', async () => {
      await claimed();

      const attempt = await credits.settle({ ...sent, sendId: 'send-2' });

      expect(foundBy(attempt)).toMatchObject({ lastSend: { sendId: 'send-1' } });
    });

    it('keeps a late outcome under its own key, and leaves the newer send alone', async () => {
      await claimed();
      await credits.record(aConsent({ ticket: ticketOrder(2) }));
      const nowMs = startMs + 1_000 + leaseMs;
      await credits.claim(aClaim({ sendId: 'send-2', keyHash: 'key-2', nowMs }), []);

      expect((await credits.settle(sent)).written).toBe(false);
      const credit = creditOf(await credits.settleLate(sent));

      expect(credit.lastSend).toMatchObject({ sendId: 'send-2', leaseUntilMs: nowMs + leaseMs });
      expect(credit.remembered['key-1']?.result).toEqual({ outcome: 'sent', errcode: 0 });
      expect((await credits.settleLate(sent)).written).toBe(false);
    });

    it('gives the credit back when certainly nothing was sent, and forgets the key', async () => {
      await claimed();

      const credit = creditOf(await credits.release(send));

      expect(credit).toMatchObject({ confirmed: 1, used: 0, remembered: {} });
      expect(credit.lastSend).toBeUndefined();
      expect((await credits.release(send)).written).toBe(false);
      const again = await credits.claim(aClaim({ sendId: 'send-2', nowMs: startMs + 2_000 }), []);
      expect(again.written).toBe(true);
    });

    it('makes no claim twice, whatever has become of it since', async () => {
      const release = () => credits.release(send);
      const resolve = async () => {
        await credits.settle(unknown);
        return credits.resolve({ ...send, delivered: false, nowMs: startMs + 2_000 });
      };
      const eraseAndConfirm = async () => {
        await credits.erase(erasure, 2_000_000_000);
        return credits.record(aConsent({ ticket: ticketOrder(2) }));
      };
      for (const end of [release, resolve, eraseAndConfirm]) {
        credits = await makeStore();
        await claimed();
        const credit = creditOf(await end());

        expect(foundBy(await credits.claim(aClaim(), []))).toEqual(credit);
        expect(credit).toMatchObject({ used: credit.confirmed - 1, remembered: {} });
      }
    });

    it('makes no claim that is older than what made the credit free', async () => {
      const early = aClaim({ sendId: 'send-2', keyHash: 'key-2', nowMs: startMs + 1_400 });
      const release = () => credits.release(send);
      const settle = async () => {
        await credits.record(aConsent({ ticket: ticketOrder(2), confirmedAtMs: startMs + 1_200 }));
        return credits.settle(sent);
      };
      const resolve = async () => {
        await credits.settle({ ...unknown, order: startMs + 1_300 });
        return credits.resolve({ ...send, delivered: false, nowMs: startMs + 1_500 });
      };
      const confirm = async () => {
        await credits.settle({ ...sent, order: startMs + 1_300 });
        return credits.record(aConsent({ ticket: ticketOrder(2), confirmedAtMs: order }));
      };
      for (const makeFree of [release, settle, resolve, confirm]) {
        credits = await makeStore();
        await claimed();
        expect((await credits.claim(early, [])).written).toBe(false);
        const credit = creditOf(await makeFree());

        expect(foundBy(await credits.claim(early, []))).toEqual(credit);
        expect((await credits.claim({ ...early, order: order + 1 }, [])).written).toBe(true);
      }
    });

    it('makes no claim that is older than the last one', async () => {
      await claimed();
      await credits.release(send);
      const second = aClaim({ sendId: 'send-2', nowMs: startMs + 2_000 });
      creditOf(await credits.claim(second, []));
      const credit = creditOf(await credits.release(second));

      expect(foundBy(await credits.claim(aClaim(), []))).toEqual(credit);

      expect((await credits.claim(aClaim({ order: second.order + 1 }), [])).written).toBe(true);
    });

    it('ends a send only by the lease that it holds: the first one ends no probe', async () => {
      await claimed();
      await credits.settle(unknown);
      const nowMs = startMs + 200_000;
      const probed = creditOf(await credits.reopen(send, nowMs, nowMs + leaseMs));

      expect(foundBy(await credits.settle(unknown))).toEqual(probed);
      expect(foundBy(await credits.release(send))).toEqual(probed);

      const probe = { ...sent, leaseUntilMs: nowMs + leaseMs };
      expect((await credits.settle(probe)).written).toBe(true);
    });

    it('resolves an unknown send as delivered', async () => {
      await claimed();
      await credits.settle(unknown);
      const resolution = { ...send, delivered: true, nowMs: startMs + 2_000 };

      const credit = creditOf(await credits.resolve(resolution));

      expect(credit).toMatchObject({
        used: 1,
        lastSend: { outcome: 'sent' },
        remembered: { 'key-1': { result: { outcome: 'sent' } } },
      });
    });

    it('resolves an unknown send as not delivered, which gives the credit back', async () => {
      await claimed();
      await credits.settle(unknown);

      const credit = creditOf(
        await credits.resolve({ ...send, delivered: false, nowMs: startMs + 2_000 }),
      );

      expect(credit).toMatchObject({
        used: 0,
        lastSend: { sendId: 'send-1', outcome: 'not_delivered' },
        remembered: {},
      });
    });

    it('resolves a send whose process died, but not before its lease is over', async () => {
      await claimed();
      const resolution = { ...send, delivered: true };
      const overMs = startMs + 1_000 + leaseMs;

      expect((await credits.resolve({ ...resolution, nowMs: overMs - 1 })).written).toBe(false);
      expect((await credits.resolve({ ...resolution, nowMs: overMs })).written).toBe(true);
    });

    it('does not resolve a settled send', async () => {
      await claimed();
      await credits.settle(sent);

      const attempt = await credits.resolve({ ...send, delivered: false, nowMs: startMs + 2_000 });

      expect(attempt.written).toBe(false);
    });

    it('takes no chance from a user who has confirmed again when an old send is resolved', async () => {
      await claimed();
      await credits.settle(unknown);
      await credits.record(aConsent({ ticket: ticketOrder(2) }));
      const resolution = { ...send, delivered: false, nowMs: startMs + 2_000 };

      expect((await credits.resolve(resolution)).written).toBe(false);
      const credit = creditOf(await credits.resolveSuperseded(resolution));

      expect(credit).toMatchObject({
        confirmed: 2,
        used: 1,
        lastSend: { outcome: 'not_delivered' },
        remembered: { 'key-1': { result: { outcome: 'not_delivered' } } },
      });
    });

    it('reopens an unknown send once, and remembers meanwhile that it was unknown', async () => {
      await claimed();
      await credits.settle(unknown);
      const nowMs = startMs + 200_000;

      const credit = creditOf(await credits.reopen(send, nowMs, nowMs + leaseMs));
      creditOf(await credits.settle({ ...unknown, leaseUntilMs: nowMs + leaseMs }));
      const twice = await credits.reopen(send, nowMs, nowMs + leaseMs);

      expect(credit.lastSend).toMatchObject({ sendId: 'send-1', leaseUntilMs: nowMs + leaseMs });
      expect(credit.lastSend?.outcome).toBeUndefined();
      expect(credit.remembered['key-1']?.result).toEqual(unknown.result);
      expect(twice.written).toBe(false);
    });

    it('does not reopen a send that a newer confirm has left behind', async () => {
      await claimed();
      await credits.settle(unknown);
      await credits.record(aConsent({ ticket: ticketOrder(2) }));
      const nowMs = startMs + 200_000;

      expect((await credits.reopen(send, nowMs, nowMs + leaseMs)).written).toBe(false);
    });

    it('lists the credits of one user', async () => {
      await credits.record(aConsent({ scene: parseScene(10) }));
      await credits.record(aConsent({ scene: parseScene(9) }));
      await credits.record(aConsent({ openid: otherOpenid }));

      expect((await credits.list(openid)).map((credit) => credit.scene)).toEqual([9, 10]);
    });

    it('answers as if nothing were stored after an erase', async () => {
      await claimed();

      expect((await credits.erase(erasure, 2_000_000_000)).written).toBe(true);
      expect(foundBy(await credits.erase(erasure, 2_000_000_000))).toEqual({
        ...erasure,
        kind: 'tombstone',
        claimsAfter: startMs + 1_000,
      });

      expect(await credits.find({ openid, scene })).toBeUndefined();
      expect(await credits.list(openid)).toEqual([]);
      expect((await credits.settle(sent)).written).toBe(false);
      expect(foundBy(await credits.claim(aClaim({ sendId: 'send-2' }), []))).toMatchObject({
        kind: 'tombstone',
      });
    });

    it('lets no old ticket bring an erased credit back, but a new one', async () => {
      await confirmed();
      await credits.erase(erasure, 2_000_000_000);

      expect(foundBy(await credits.record(aConsent()))).toEqual({ ...erasure, kind: 'tombstone' });
      const credit = creditOf(await credits.record(aConsent({ ticket: ticketOrder(2) })));

      expect(credit).toMatchObject({ confirmed: 1, used: 0, remembered: {} });
    });

    it('erases what a send has changed since it was seen, and returns it as it was', async () => {
      const seen = await confirmed();
      await credits.claim(aClaim(), []);
      const settled = creditOf(await credits.settle(sent));

      expect(creditOf(await credits.erase(seen, 2_000_000_000))).toEqual(settled);
    });

    it('erases nothing that was confirmed after it was seen', async () => {
      const seen = await confirmed();
      const credit = creditOf(await credits.record(aConsent({ ticket: ticketOrder(2) })));

      expect(foundBy(await credits.erase(seen, 2_000_000_000))).toEqual(credit);

      expect(await credits.find(seen)).toEqual(credit);
    });

    it('erases nothing that was confirmed since it was erased', async () => {
      const seen = await confirmed();
      await credits.erase(seen, 2_000_000_000);
      const credit = creditOf(await credits.record(aConsent({ ticket: ticketOrder(2) })));

      expect(foundBy(await credits.erase(seen, 2_000_000_000))).toEqual(credit);

      expect(await credits.find(seen)).toEqual(credit);
    });

    it('makes nothing by erasing what is not there', async () => {
      expect(foundBy(await credits.erase(erasure, 2_000_000_000))).toBeUndefined();

      expect(await credits.find({ openid, scene })).toBeUndefined();
      expect(creditOf(await credits.record(aConsent())).confirmed).toBe(1);
    });
  });

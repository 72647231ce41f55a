import { describe, expect, it } from 'vitest';
import {
  type Credit,
  creditState,
  leaseMs,
  rememberedForMs,
  rememberedKeys,
} from '../../src/domain/credit.ts';
import {
  readRefusedClaim,
  readRefusedConsent,
  readRefusedResolution,
  readRefusedSettlement,
} from '../../src/domain/credit-transitions.ts';
import { aClaim, openid, scene, startMs, ticketOrder } from '../support/builders.ts';

const credit = (changes: Partial<Credit> = {}): Credit => ({
  kind: 'credit',
  openid,
  scene,
  confirmed: 1,
  used: 0,
  ticket: ticketOrder(1),
  confirmedAtMs: startMs,
  assurance: 'browser',
  remembered: {},
  ...changes,
});
const open = { sendId: 'send-1', keyHash: 'key-1', leaseUntilMs: startMs + leaseMs };
const ended = (outcome: NonNullable<Credit['lastSend']>['outcome']) => ({
  sendId: 'send-1',
  keyHash: 'key-1',
  outcome,
});
const known = (result?: { outcome: 'sent' | 'unknown'; errcode?: number }) => ({
  'key-1': { fingerprint: 'fingerprint-1', sendId: 'send-1', claimedAtMs: startMs, result },
});

describe('the state that a credit shows', () => {
  it.each([
    ['available', credit(), startMs],
    ['sending', credit({ used: 1, lastSend: open }), startMs + leaseMs - 1],
    ['unknown', credit({ used: 1, lastSend: open }), startMs + leaseMs],
    ['unknown', credit({ used: 1, lastSend: ended('unknown') }), startMs],
    ['spent', credit({ used: 1, lastSend: ended('sent') }), startMs],
    ['void', credit({ used: 1, lastSend: ended('no_chance') }), startMs],
    ['void', credit({ used: 1, lastSend: ended('refused') }), startMs],
    ['sending', credit({ confirmed: 2, used: 1, lastSend: open }), startMs],
    ['available', credit({ confirmed: 2, used: 1, lastSend: open }), startMs + leaseMs],
    ['available', credit({ confirmed: 2, used: 1, lastSend: ended('unknown') }), startMs],
    ['available', credit({ confirmed: 2, used: 1, lastSend: ended('sent') }), startMs],
  ] as const)('is %s', (state, it_, nowMs) => {
    expect(creditState(it_, nowMs, undefined)).toBe(state);
  });

  it('is expired only where a lifetime is configured', () => {
    expect(creditState(credit(), startMs + 1_000, 1_001)).toBe('available');
    expect(creditState(credit(), startMs + 1_000, 1_000)).toBe('expired');
    expect(creditState(credit(), startMs + 1e12, undefined)).toBe('available');
  });
});

describe('a refused claim', () => {
  const claim = aClaim({ sendId: 'send-2' });

  it('finds no credit where none is, or only a tombstone', () => {
    expect(readRefusedClaim(undefined, claim)).toEqual({ status: 'no_credit' });
    const tombstone = { kind: 'tombstone', openid, scene, ticket: ticketOrder(1) } as const;
    expect(readRefusedClaim(tombstone, claim)).toEqual({ status: 'no_credit' });
  });

  it('recognises its own write, whose answer was lost', () => {
    const found = credit({ used: 1, lastSend: open, remembered: known() });

    expect(readRefusedClaim(found, { ...claim, sendId: 'send-1' })).toEqual({
      status: 'claimed',
      credit: found,
    });
  });

  it('gives a repeated key its first answer, even when a newer confirm is there', () => {
    const result = { outcome: 'sent', errcode: 0 } as const;
    const found = credit({
      confirmed: 2,
      used: 1,
      lastSend: ended('sent'),
      remembered: known(result),
    });

    expect(readRefusedClaim(found, claim)).toMatchObject({ status: 'repeated', result });
  });

  it('refuses a repeated key with another message, even while its send is open', () => {
    const found = credit({ used: 1, lastSend: open, remembered: known() });

    expect(readRefusedClaim(found, { ...claim, fingerprint: 'other' }).status).toBe('key_reused');
  });

  it('tells a repeated key to wait while its send is open, and that it is unknown afterwards', () => {
    const found = credit({ used: 1, lastSend: open, remembered: known() });

    expect(readRefusedClaim(found, claim)).toEqual({
      status: 'in_flight',
      retryAtMs: startMs + leaseMs,
    });
    expect(readRefusedClaim(found, { ...claim, nowMs: startMs + leaseMs })).toMatchObject({
      status: 'repeated',
      result: { outcome: 'unknown' },
    });
  });

  it('tells another key to wait while a send is open, and names an unknown one', () => {
    const found = credit({ used: 1, lastSend: open, remembered: known() });
    const other = { ...claim, keyHash: 'key-2' };

    expect(readRefusedClaim(found, other).status).toBe('in_flight');
    expect(readRefusedClaim(found, { ...other, nowMs: startMs + leaseMs }).status).toBe(
      'credit_unknown',
    );
  });

  it.each(['sent', 'no_chance', 'refused'] as const)('finds no credit after %s', (outcome) => {
    const found = credit({ used: 1, lastSend: ended(outcome) });

    expect(readRefusedClaim(found, claim).status).toBe('no_credit');
  });

  it('tries again after one by a clock that is ahead, or at the same moment', () => {
    const ahead = credit({ claimsAfter: claim.order + 5_000 });

    expect(readRefusedClaim(ahead, claim)).toEqual({
      status: 'try_again',
      order: claim.order + 5_001,
      forget: [],
    });
    expect(readRefusedClaim(credit({ claimsAfter: claim.order }), claim)).toMatchObject({
      order: claim.order + 1,
    });
  });

  it('asks to forget keys of a day ago when the memory is full, else says until when to wait', () => {
    const remembered = Object.fromEntries(
      Array.from({ length: rememberedKeys }, (_, n) => [
        `old-${n}`,
        { fingerprint: 'f', sendId: `s-${n}`, claimedAtMs: startMs + n },
      ]),
    );
    const found = credit({ remembered });

    expect(readRefusedClaim(found, { ...claim, nowMs: startMs + rememberedForMs + 1 })).toEqual({
      status: 'try_again',
      order: claim.order,
      forget: ['old-0', 'old-1'],
    });
    expect(readRefusedClaim(found, { ...claim, nowMs: startMs + rememberedForMs - 1 })).toEqual({
      status: 'too_many_keys',
      retryAtMs: startMs + rememberedForMs,
    });
  });
});

describe('other refused writes', () => {
  it('takes the ticket that stands for a repeat, used once its message is claimed', () => {
    expect(readRefusedConsent(credit(), ticketOrder(1))).toBe('repeated');
    expect(readRefusedConsent(credit({ used: 1, lastSend: open }), ticketOrder(1))).toBe('used');
    expect(readRefusedConsent(credit({ ticket: ticketOrder(2) }), ticketOrder(1))).toBe(
      'superseded',
    );
    const tombstone = { kind: 'tombstone', openid, scene, ticket: ticketOrder(1) } as const;
    expect(readRefusedConsent(tombstone, ticketOrder(1))).toBe('superseded');
  });

  it('knows a settlement of its own, one that comes late, and one that has nothing to settle', () => {
    const settlement = {
      openid,
      scene,
      sendId: 'send-1',
      keyHash: 'key-1',
      leaseUntilMs: startMs + leaseMs,
      order: startMs,
      result: { outcome: 'sent' },
    } as const;

    const done = credit({
      used: 1,
      lastSend: ended('sent'),
      remembered: known({ outcome: 'sent' }),
    });
    const late = credit({ used: 1, lastSend: { ...open, sendId: 'send-2' }, remembered: known() });
    expect(readRefusedSettlement(done, settlement)).toBe('done');
    expect(readRefusedSettlement(late, settlement)).toBe('late');
    expect(readRefusedSettlement(credit(), settlement)).toBe('lost');
    expect(readRefusedSettlement(undefined, settlement)).toBe('lost');
  });

  it('resolves nothing but the last send, and only while its outcome is unknown', () => {
    const resolution = {
      openid,
      scene,
      sendId: 'send-1',
      keyHash: 'key-1',
      delivered: false,
      order: startMs,
      nowMs: startMs,
    };
    const read = (changes: Partial<Credit>) => readRefusedResolution(credit(changes), resolution);

    expect(read({ used: 1, lastSend: ended('sent') })).toBe('not_unknown');
    expect(read({ used: 1, lastSend: { ...ended('unknown'), sendId: 'send-2' } })).toBe(
      'not_unknown',
    );
    expect(read({ used: 1, lastSend: open })).toBe('not_unknown');
    expect(read({ lastSend: ended('not_delivered') })).toBe('resolved');
    expect(read({ confirmed: 2, used: 1, lastSend: ended('unknown') })).toBe('reconfirmed');
    expect(readRefusedResolution(undefined, resolution)).toBe('not_unknown');
  });
});

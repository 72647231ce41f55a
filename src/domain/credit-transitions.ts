import type { Assurance } from './assurance.ts';
import {
  type ClaimOrder,
  type Credit,
  type CreditKey,
  type CreditLifetime,
  creditState,
  isSending,
  isUnknown,
  orderAfter,
  type RememberedSend,
  rememberedForMs,
  rememberedKeys,
  type SendResult,
  type StoredCredit,
} from './credit.ts';

/** A confirm whose ticket was verified. */
export type Consent = CreditKey & {
  readonly ticket: string;
  readonly confirmedAtMs: number;
  readonly assurance: Assurance;
  readonly callerState?: string | undefined;
};

/** One send's wish to take the credit. */
export type Claim = CreditKey & {
  readonly sendId: string;
  readonly keyHash: string;
  readonly fingerprint: string;
  readonly order: ClaimOrder;
  readonly nowMs: number;
  readonly leaseUntilMs: number;
  readonly lifetimeMs: CreditLifetime;
};

/** Says which send is meant. */
export type ClaimedSend = CreditKey & { readonly sendId: string; readonly keyHash: string };

/** A send by the lease that it holds, which a later probe does not. */
export type OpenSend = ClaimedSend & {
  readonly leaseUntilMs: number;
  /** Of its end: no older claim may take the credit then. */
  readonly order: ClaimOrder;
};

export type Settlement = OpenSend & { readonly result: SendResult };

export type Resolution = ClaimedSend & {
  readonly delivered: boolean;
  readonly order: ClaimOrder;
  readonly nowMs: number;
};

/** Of a credit as it was seen: one with a newer ticket has been confirmed since, and is left alone. */
export type Erasure = CreditKey & { readonly ticket: string };

/** A write that met its condition, or the item as it stood when it did not. */
export type Attempt =
  | { readonly written: true; readonly credit: Credit }
  | { readonly written: false; readonly found: StoredCredit | undefined };

export type ConsentAnswer = 'recorded' | 'repeated' | 'used' | 'superseded';

/**
 * Reads a refused consent. The SDK may have repeated a write whose answer was lost, and the user
 * may have reloaded the callback: the ticket that stands is then this very one.
 */
export const readRefusedConsent = (
  found: StoredCredit | undefined,
  ticket: string,
): Exclude<ConsentAnswer, 'recorded'> => {
  if (found?.kind !== 'credit' || found.ticket !== ticket) return 'superseded';
  return found.used < found.confirmed ? 'repeated' : 'used';
};

export type ClaimRefusal =
  | { readonly status: 'claimed'; readonly credit: Credit }
  | { readonly status: 'no_credit' }
  | { readonly status: 'key_reused' }
  | { readonly status: 'repeated'; readonly send: RememberedSend; readonly result: SendResult }
  | { readonly status: 'in_flight'; readonly retryAtMs: number }
  | { readonly status: 'credit_unknown' }
  /** It may succeed with this order, when these keys are forgotten. */
  | {
      readonly status: 'try_again';
      readonly order: ClaimOrder;
      readonly forget: readonly string[];
    }
  | { readonly status: 'too_many_keys'; readonly retryAtMs: number };

/** Reads a refused claim; `claimed` when it is our own write whose answer was lost. */
export const readRefusedClaim = (found: StoredCredit | undefined, claim: Claim): ClaimRefusal => {
  if (found?.kind !== 'credit') return { status: 'no_credit' };
  const known = found.remembered[claim.keyHash];
  if (known !== undefined) return readKnownKey(found, known, claim);
  if (isSending(found, claim.nowMs)) {
    return { status: 'in_flight', retryAtMs: found.lastSend?.leaseUntilMs ?? claim.nowMs };
  }
  const state = creditState(found, claim.nowMs, claim.lifetimeMs);
  if (state === 'unknown') return { status: 'credit_unknown' };
  if (state !== 'available') return { status: 'no_credit' };
  return readMissedClaim(found, claim);
};

const readKnownKey = (found: Credit, known: RememberedSend, claim: Claim): ClaimRefusal => {
  if (known.sendId === claim.sendId) return { status: 'claimed', credit: found };
  if (known.fingerprint !== claim.fingerprint) return { status: 'key_reused' };
  if (known.result !== undefined) {
    return { status: 'repeated', send: known, result: known.result };
  }
  if (known.sendId === found.lastSend?.sendId && isSending(found, claim.nowMs)) {
    return { status: 'in_flight', retryAtMs: found.lastSend.leaseUntilMs ?? claim.nowMs };
  }
  return { status: 'repeated', send: known, result: { outcome: 'unknown' } };
};

/** The credit is available: to a newer claim, or to one that forgets keys, or only since. */
const readMissedClaim = (found: Credit, { order: wanted, nowMs }: Claim): ClaimRefusal => {
  const order = orderAfter(found.claimsAfter, Math.max(wanted, found.confirmedAtMs));
  const entries = Object.entries(found.remembered);
  if (entries.length < rememberedKeys) return { status: 'try_again', order, forget: [] };
  const old = entries.filter(([, { claimedAtMs }]) => claimedAtMs + rememberedForMs <= nowMs);
  if (old.length > 0) return { status: 'try_again', order, forget: old.map(([hash]) => hash) };
  const oldest = Math.min(...entries.map(([, { claimedAtMs }]) => claimedAtMs));
  return { status: 'too_many_keys', retryAtMs: oldest + rememberedForMs };
};

/**
 * Reads a refused settlement: `late` when another send has claimed the credit since (this one's
 * outcome is then kept under its key alone), `done` when it already is as we wanted it.
 */
export const readRefusedSettlement = (
  found: StoredCredit | undefined,
  { sendId, keyHash, result }: Settlement,
): 'done' | 'late' | 'lost' => {
  if (found?.kind !== 'credit') return 'lost';
  const known = found.remembered[keyHash];
  if (known?.sendId !== sendId) return 'lost';
  if (known.result !== undefined) return known.result.outcome === result.outcome ? 'done' : 'lost';
  return 'late';
};

/** Reads a refused resolution. */
export const readRefusedResolution = (
  found: StoredCredit | undefined,
  { sendId, delivered, nowMs }: Resolution,
): 'resolved' | 'not_unknown' | 'reconfirmed' => {
  if (found?.kind !== 'credit' || found.lastSend?.sendId !== sendId) return 'not_unknown';
  const wanted = delivered ? 'sent' : 'not_delivered';
  if (found.lastSend.outcome === wanted) return 'resolved';
  return isUnknown(found, nowMs) ? 'reconfirmed' : 'not_unknown';
};

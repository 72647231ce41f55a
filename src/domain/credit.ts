import type { Assurance } from './assurance.ts';
import type { Openid } from './openid.ts';
import type { Scene } from './scene.ts';

/** Which credit: one (openid, scene) in one account has at most one message to give. */
export type CreditKey = { readonly openid: Openid; readonly scene: Scene };

/** How a settled send ended. `not_delivered`: an operator found that it never arrived. */
export type SendOutcomeName = 'sent' | 'no_chance' | 'refused' | 'unknown' | 'not_delivered';

/** What is kept of a send, so that a repeated Idempotency-Key gets the same answer. */
export type SendResult = {
  readonly outcome: SendOutcomeName;
  /** WeChat's own word, where it gave one. */
  readonly errcode?: number | undefined;
};

export type RememberedSend = {
  /** Of the message: the same key with another message is refused. */
  readonly fingerprint: string;
  readonly sendId: string;
  readonly claimedAtMs: number;
  /** Absent until the send is settled. */
  readonly result?: SendResult | undefined;
};

/** The last send that claimed this credit. */
export type LastSend = {
  readonly sendId: string;
  /** Hash of its Idempotency-Key: where it is remembered. */
  readonly keyHash: string;
  /** Present while the send is open: from its claim until it is settled. */
  readonly leaseUntilMs?: number | undefined;
  readonly outcome?: SendOutcomeName | undefined;
};

/** Unix milliseconds by the clock, or one more than what stood where that clock is behind. */
export type ClaimOrder = number;

/** Newer than what stands. */
export const orderAfter = (stands: ClaimOrder | undefined, nowMs: number): ClaimOrder =>
  Math.max(nowMs, (stands ?? 0) + 1);

/** What is stored is counted; what is shown is derived from it (`creditState`). */
export type Credit = CreditKey & {
  readonly kind: 'credit';
  /** +1 for each accepted ticket. */
  readonly confirmed: number;
  /** The confirm that was last claimed: a claim takes all that came before it, as WeChat does. */
  readonly used: number;
  /** The last accepted ticket's order. */
  readonly ticket: string;
  readonly confirmedAtMs: number;
  readonly assurance: Assurance;
  readonly callerState?: string | undefined;
  /**
   * When it was last claimed, or free again for another claim: only a newer one may take it, so that
   * none which the network delivers late takes what its sender never knew of.
   */
  readonly claimsAfter?: ClaimOrder | undefined;
  readonly lastSend?: LastSend | undefined;
  /** Keyed by the hash of the Idempotency-Key. */
  readonly remembered: Readonly<Record<string, RememberedSend>>;
};

/** What is left of an erased credit, so that an old callback or claim cannot bring it back. */
export type Tombstone = CreditKey & {
  readonly kind: 'tombstone';
  readonly ticket: string;
  readonly claimsAfter?: ClaimOrder | undefined;
};

export type StoredCredit = Credit | Tombstone;

export type CreditState = 'available' | 'sending' | 'unknown' | 'spent' | 'void' | 'expired';

/** None by default: WeChat documents no lifetime and judges itself. */
export type CreditLifetime = number | undefined;

/** Longer than a send can run: the send function's timeout and half a minute. */
export const leaseMs = 50_000;
/**
 * When a send that was claimed then has been settled, or its process has died. Claims and their
 * ends are counted at this moment, so that both fall together and what is open is the difference.
 */
export const leaseEndMs = (claimedAtMs: number): number => claimedAtMs + leaseMs;
/** How long a key is remembered at least, and how many are at most. */
export const rememberedForMs = 24 * 3_600_000;
export const rememberedKeys = 64;
/** A tombstone outlives every ticket that could still be accepted: 7 days and an hour. */
export const tombstoneSeconds = 7 * 86_400 + 3_600;

export const isSending = ({ lastSend }: Credit, nowMs: number): boolean =>
  lastSend?.leaseUntilMs !== undefined && lastSend.leaseUntilMs > nowMs;

/** The send's outcome is not known, or it ended without telling: its process died. */
export const isUnknown = (credit: Credit, nowMs: number): boolean =>
  credit.lastSend !== undefined &&
  (credit.lastSend.outcome === 'unknown' ||
    (credit.lastSend.leaseUntilMs !== undefined && !isSending(credit, nowMs)));

/** Sends that nobody has written an end of, whether they still run or have died. */
export const unsettledSends = ({ remembered }: Credit): readonly RememberedSend[] =>
  Object.values(remembered).filter(({ result }) => result === undefined);

export const expiresAtMs = (credit: Credit, lifetimeMs: CreditLifetime): number | undefined =>
  lifetimeMs === undefined ? undefined : credit.confirmedAtMs + lifetimeMs;

export const creditState = (
  credit: Credit,
  nowMs: number,
  lifetimeMs: CreditLifetime,
): CreditState => {
  if (isSending(credit, nowMs)) return 'sending';
  if (credit.used < credit.confirmed) {
    return (expiresAtMs(credit, lifetimeMs) ?? Number.POSITIVE_INFINITY) > nowMs
      ? 'available'
      : 'expired';
  }
  if (isUnknown(credit, nowMs)) return 'unknown';
  return credit.lastSend?.outcome === 'sent' ? 'spent' : 'void';
};

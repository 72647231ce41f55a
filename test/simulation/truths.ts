import type { StoredCredit } from '../../src/domain/credit.ts';
import type { CreditLedger } from './explorer-ledger.ts';
import type { Answered } from './invariants.ts';

/** What a send that may not start has to be told, by how the credit stands; undefined: it may. */
const refusalOf = (
  stored: StoredCredit | undefined,
  nowMs: number,
  lifetimeMs: number | undefined,
): string | undefined => {
  if (stored?.kind !== 'credit') return 'no_credit';
  const { used, confirmed, confirmedAtMs, lastSend } = stored;
  const { leaseUntilMs, outcome } = lastSend ?? {};
  if (leaseUntilMs !== undefined && leaseUntilMs > nowMs) return 'credit_in_flight';
  if (used < confirmed) {
    const isExpired = lifetimeMs !== undefined && confirmedAtMs + lifetimeMs <= nowMs;
    return isExpired ? 'no_credit' : undefined;
  }
  return outcome === 'unknown' || leaseUntilMs !== undefined ? 'credit_unknown' : 'no_credit';
};

/** I11: a caller is told how the credit stands, when nothing was claimed for him. */
export const brokenByRefusal = (
  stored: StoredCredit | undefined,
  keyHash: string,
  { code, sendId }: Answered,
  nowMs: number,
  lifetimeMs: number | undefined,
): string | undefined => {
  if (!['no_credit', 'credit_in_flight', 'credit_unknown'].includes(code)) return undefined;
  const isRemembered = stored?.kind === 'credit' && stored.remembered[keyHash] !== undefined;
  if (sendId !== undefined || isRemembered) return undefined;
  const wanted = refusalOf(stored, nowMs, lifetimeMs);
  return wanted === code ? undefined : `I11: ${keyHash} was told ${code}, and it is ${wanted}`;
};

/** I11: a caller is told what became of the message, as far as anybody can know. */
export const brokenByWord = (
  { posts, claims }: CreditLedger,
  { status, code, sendId }: Answered,
  by: string,
): string | undefined => {
  if (sendId === undefined) return undefined;
  const claim = claims[sendId];
  const own = posts.filter((post) => post.sendId === sendId);
  const isAccepted = own.some((post) => post.isAccepted);
  // an operator may be wrong
  if (status === 200 && !isAccepted && claim?.resolution === undefined) {
    return `I11: ${sendId} was told as sent, and no message was accepted`;
  }
  if (status === 202) {
    const hasHeard = own.findLast(({ process }) => process === by)?.heard === 'sent';
    return hasHeard && (claim?.failures ?? 0) < 2
      ? `I11: ${sendId} was told as unknown by ${by}, who knew`
      : undefined;
  }
  return status !== 200 && isAccepted
    ? `I11: ${sendId} was told ${code}, and its message was accepted`
    : undefined;
};

/** I3: `confirmed` is told while the confirm can be sent for, and no longer. */
export const brokenByConfirmation = (
  stored: StoredCredit | undefined,
  ticket: string,
  isTold: boolean,
): string | undefined => {
  const isThere =
    stored?.kind === 'credit' && stored.ticket === ticket && stored.used < stored.confirmed;
  if (isThere === isTold) return undefined;
  return isTold
    ? 'I3: a confirm was acknowledged that nothing can be sent for'
    : 'I3: a confirm is there, and its user was told otherwise';
};

/** I5 for an operator: what he is told of his word. */
export const brokenByResolution = (
  { claims }: CreditLedger,
  stored: StoredCredit | undefined,
  { sendId, delivered }: { readonly sendId: string; readonly delivered: boolean },
  isTold: boolean,
  by: string,
): string | undefined => {
  const resolution = claims[sendId]?.resolution;
  const last = stored?.kind === 'credit' ? stored.lastSend : undefined;
  const isSo = last?.sendId === sendId && last.outcome === (delivered ? 'sent' : 'not_delivered');
  if (isTold && !isSo && resolution?.delivered !== delivered) {
    return `I5: ${by} was told that ${sendId} is resolved as he said, and it is not`;
  }
  return !isTold && resolution?.by === by
    ? `I5: ${by} has resolved ${sendId}, and was told that he has not`
    : undefined;
};

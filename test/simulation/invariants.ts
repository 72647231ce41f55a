import {
  creditState,
  isSending,
  isUnknown,
  leaseMs,
  type StoredCredit,
} from '../../src/domain/credit.ts';
import type { Claim } from '../../src/domain/credit-transitions.ts';
import {
  type ClaimEntry,
  type CreditLedger,
  countsOf,
  hasUntaken,
  type KeyEntry,
  type Ledger,
  type Post,
} from './explorer-ledger.ts';

/** Under `reconcile`, not before the lease and two minutes are over. */
const probeAfterMs = leaseMs + 120_000;

/** What was given as an answer to one key, as far as a repeat of the key must get the same. */
export type Answered = {
  /** Of the message that was asked for. */
  readonly fingerprint: string;
  readonly status: number;
  /** The problem's code, or the status of a send that was not refused. */
  readonly code: string;
  readonly sendId?: string | undefined;
  readonly errcode?: number | undefined;
};

/** I6 when a credit has been claimed: once by each send; and by one at a time, until it has ended or its lease has. */
export const brokenByClaim = (
  { claims, erasures }: CreditLedger,
  { sendId, order, nowMs }: Claim,
): string | undefined => {
  const before = claims[sendId];
  // a process that heard nothing of its claim claims again, and may find the user erased and back
  if (before !== undefined && (before.erasures === erasures || before.order >= order)) {
    return `I6: ${sendId} has claimed twice`;
  }
  const [onItsWay] =
    Object.entries(claims).find(
      ([, claim]) => !claim.isEnded && claim.erasures === erasures && claim.atMs + leaseMs > nowMs,
    ) ?? [];
  return onItsWay === undefined ? undefined : `I6: claimed while ${onItsWay} was on its way`;
};

/** I1, I2 and I6 when a POST has been made. */
export const brokenByPost = (
  ledger: CreditLedger,
  made: Post,
  policy: 'hold' | 'reconcile',
): string | undefined => {
  const { posts, claims, taps } = ledger;
  if (claims[made.sendId] === undefined) return `I6: ${made.sendId} posted without a claim`;
  const accepted = posts.filter(({ isAccepted }) => isAccepted);
  if (made.isAccepted) {
    const twin = accepted.find(({ confirm }) => confirm === made.confirm);
    if (policy === 'hold' && twin !== undefined) {
      return `I1: ${twin.sendId} and ${made.sendId} both sent a message for confirm ${made.confirm}`;
    }
    if (accepted.length >= taps) {
      return `I2: ${accepted.length + 1} messages were accepted, and the user confirmed ${taps} times`;
    }
  }
  if (made.isProbe) return undefined;
  if (countsOf(ledger, made.sendId).CreditClaimed === 0) {
    return `I10: ${made.sendId} posted and was not counted as claimed`;
  }
  const open = posts.find(
    ({ sendId, confirm, heard }) =>
      confirm === made.confirm && heard !== 'not_sent' && claims[sendId]?.fate !== 'not_delivered',
  );
  return open === undefined
    ? undefined
    : `I6: ${made.sendId} posted though ${open.sendId} may have been sent for the same confirm`;
};

/** I6 when an unknown send is asked after. */
export const brokenByReopening = (
  { claims, recorded }: CreditLedger,
  sendId: string,
  nowMs: number,
): string | undefined => {
  const claim = claims[sendId];
  if (claim === undefined) return `I6: ${sendId} is probed and had no claim`;
  claim.probes += 1;
  if (claim.probes > 1) return `I6: ${sendId} was probed twice`;
  if (nowMs < claim.atMs + probeAfterMs) return `I6: ${sendId} was probed too early`;
  return recorded.length > claim.confirm
    ? `I6: ${sendId} was probed though the user had confirmed again`
    : undefined;
};

/** A POST of this send may have arrived, or nobody could write down how it ended. */
const mayBeUnknown = (credit: CreditLedger, sendId: string, claim: ClaimEntry): boolean =>
  claim.hasDied ||
  claim.failures >= 2 ||
  claim.cameLate ||
  credit.posts.some(
    (post) => post.sendId === sendId && post.heard !== 'not_sent' && post.heard !== undefined,
  );

/** I10 when a metric is emitted: of each send its claim, and then its end, each once. */
export const brokenByCounting = (
  credit: CreditLedger,
  stored: StoredCredit | undefined,
  sendId: string,
): string | undefined => {
  const { CreditClaimed, CreditSettled } = countsOf(credit, sendId);
  const claim = credit.claims[sendId];
  if (CreditClaimed > 1) return `I10: ${sendId} was counted as claimed twice`;
  if (claim === undefined) {
    // its claim, twice, and giving it back: none of the three was answered
    const isInDoubt = CreditSettled === 0 && (credit.failures[sendId] ?? 0) >= 3;
    return isInDoubt ? undefined : `I10: ${sendId} was counted, and has claimed nothing`;
  }
  if (CreditSettled === 0) return undefined;
  // a probe and an operator at one moment may both be the first to settle a send whose process died
  if (CreditSettled > 1 && claim.probes === 0) return `I10: ${sendId} was counted as settled twice`;
  if (CreditClaimed === 0 && !mayGoUncounted(claim)) {
    return `I10: ${sendId} was counted as settled, and not as claimed`;
  }
  const last = stored?.kind === 'credit' ? stored.lastSend : undefined;
  return last?.sendId === sendId && last.leaseUntilMs !== undefined && claim.probes === 0
    ? `I10: ${sendId} was counted as settled, and is open`
    : undefined;
};

/** Its process died before it heard of its claim, or had given it up when the claim arrived. */
const mayGoUncounted = ({ hasDied, cameLate }: ClaimEntry): boolean => hasDied || cameLate;

/** I10 of a send whose process came to its end: claimed = settled + open. */
const brokenCount = (
  credit: CreditLedger,
  sendId: string,
  claim: ClaimEntry,
): string | undefined => {
  if (!claim.isOver || mayGoUncounted(claim)) return undefined;
  const { CreditClaimed, CreditSettled } = countsOf(credit, sendId);
  if (CreditClaimed === 0) {
    const isGone = claim.fate === 'released' || claim.erasures !== credit.erasures;
    return isGone ? undefined : `I10: ${sendId} was not counted as claimed`;
  }
  const mayBeOpen =
    claim.failures >= 2 ||
    claim.resolution !== undefined ||
    claim.erasures !== credit.erasures ||
    claim.hasOutlivedLease;
  return CreditSettled === 0 && !mayBeOpen
    ? `I10: ${sendId} was not counted as settled, though its process knew its end`
    : undefined;
};

/** I3, I10 and I11: how one credit stands. */
const brokenCredit = (
  credit: CreditLedger,
  stored: StoredCredit | undefined,
  nowMs: number,
): string | undefined => {
  const row = stored?.kind === 'credit' ? stored : undefined;
  const lost = credit.acknowledged.find(
    (ticket) => !credit.recorded.includes(ticket) && credit.erasures === 0,
  );
  if (lost !== undefined) return 'I3: a confirm was acknowledged that was never kept';
  if (hasUntaken(credit) && (row === undefined || row.used >= row.confirmed)) {
    return `I3: confirm ${credit.recorded.length} is lost: no message was sent for it and none can be`;
  }
  for (const [sendId, claim] of Object.entries(credit.claims)) {
    const miscounted = brokenCount(credit, sendId, claim);
    if (miscounted !== undefined) return miscounted;
    const isCurrent = claim.fate === 'held' && claim.erasures === credit.erasures;
    if (isCurrent && row?.remembered[claim.keyHash]?.sendId !== sendId) {
      return `I10: ${sendId} is neither settled nor open nor released`;
    }
  }
  const last = row?.lastSend;
  if (row === undefined || last === undefined || !isUnknown(row, nowMs)) return undefined;
  const claim = credit.claims[last.sendId];
  // beyond its time, a process that goes on cannot be told from one that died
  if (claim?.isOver === false && last.leaseUntilMs !== undefined) return undefined;
  return claim === undefined || mayBeUnknown(credit, last.sendId, claim)
    ? undefined
    : `I11: ${last.sendId} is unknown, though nothing of it can have been sent`;
};

/**
 * I5, and I11 for what a caller is told. A key's first answer binds; an `unknown` one until it
 * becomes known.
 */
export const brokenByAnswer = (
  credit: CreditLedger,
  stored: StoredCredit | undefined,
  keyHash: string,
  given: Answered,
  /** Who answers it: a process, named like the send that it has made. */
  by: string,
  nowMs: number,
): string | undefined => {
  const row = stored?.kind === 'credit' ? stored : undefined;
  const claim = given.sendId === undefined ? undefined : credit.claims[given.sendId];
  const isOfErased = claim !== undefined && claim.erasures !== credit.erasures;
  // certainly not sent, and told so: whatever another one has done since with a key that was forgotten
  if (given.sendId === by && claim?.fate === 'released') return undefined;
  const bound = credit.answers[keyHash];
  const isRemembered = row?.remembered[keyHash]?.sendId === bound?.sendId;
  if (bound !== undefined && bound.fingerprint !== given.fingerprint) {
    return given.code === 'key_reused' || !isRemembered || bound.erasures !== credit.erasures
      ? undefined
      : `I5: ${keyHash} was answered for one message, and then ${inWords(given)} for another`;
  }
  if (given.status === 202 && given.sendId !== undefined) {
    if (claim === undefined || !mayBeUnknown(credit, given.sendId, claim)) {
      return `I11: ${given.sendId} was answered as unknown, though nothing of it can have been sent`;
    }
    // what it wrote down has been read by a repeat, before it could hear that it was written
    const hasPosted = credit.posts.some(
      ({ process, sendId }) => process === by && sendId === given.sendId,
    );
    if (hasPosted && bound?.sendId === given.sendId) return undefined;
  }
  const binds = given.status === 200 || given.status === 202 || isRefusalForGood(given);
  if (binds && !isOfErased && given.sendId !== undefined) {
    credit.answers[keyHash] = {
      ...given,
      sendId: given.sendId,
      erasures: credit.erasures,
    };
  }
  if (bound === undefined || isOfErased || bound.erasures !== credit.erasures) return undefined;
  if (isSame(bound, given)) return undefined;
  const said = `I5: ${keyHash} was answered ${inWords(bound)}, and then ${inWords(given)}`;
  if (bound.status !== 202) return said;

  const known = row?.remembered[keyHash];
  if (known?.sendId !== bound.sendId) return undefined;
  const isOpen = row?.lastSend?.sendId === bound.sendId && isSending(row, nowMs);
  if (given.code === 'credit_in_flight' && isOpen) return undefined;
  switch (known.result?.outcome) {
    case undefined:
      return said;
    case 'unknown':
      return given.status === 202 &&
        given.sendId === bound.sendId &&
        bound.errcode === undefined &&
        given.errcode === known.result.errcode
        ? undefined
        : said;
    case 'not_delivered':
      return given.code === 'no_credit' ? undefined : said;
    default:
      return given.sendId === bound.sendId ? undefined : said;
  }
};

const isRefusalForGood = ({ code }: Answered): boolean =>
  code === 'no_chance' || code === 'refused_by_wechat';

const isSame = (bound: KeyEntry, given: Answered): boolean =>
  bound.status === given.status &&
  bound.code === given.code &&
  bound.errcode === given.errcode &&
  bound.sendId === given.sendId;

const inWords = ({ status, code, sendId, errcode }: Answered): string =>
  [status, code, sendId, errcode].filter((part) => part !== undefined).join(' ');

/** I5: one key has one message at most; and how everything stands. */
export const violationIn = (
  ledger: Ledger,
  rowOf: (name: string) => StoredCredit | undefined,
  nowMs: number,
  policy: 'hold' | 'reconcile',
): string | undefined => {
  if (ledger.broken !== undefined) return ledger.broken;
  for (const [name, credit] of Object.entries(ledger.credits)) {
    const broken =
      brokenCredit(credit, rowOf(name), nowMs) ??
      (policy === 'hold' ? brokenKey(credit) : undefined);
    if (broken !== undefined) return broken;
  }
  return undefined;
};

const brokenKey = ({ posts, claims }: CreditLedger): string | undefined => {
  const seen = new Set<string>();
  for (const { sendId, isAccepted } of posts) {
    const claim = claims[sendId];
    if (!isAccepted || claim === undefined) continue;
    const key = `${claim.keyHash} ${claim.erasures}`;
    if (seen.has(key) && claim.fate !== 'forgotten')
      return `I5: ${claim.keyHash} sent two messages`;
    seen.add(key);
  }
  return undefined;
};

/** I4: with all faults over and the lease passed. */
export const unfinished = (stored: StoredCredit | undefined, nowMs: number): string | undefined =>
  stored?.kind === 'credit' && creditState(stored, nowMs, undefined) === 'sending'
    ? 'I4: the credit is still being sent after its lease'
    : undefined;

/** Whether the send of a key is unknown, has never been probed, and no newer confirm forbids it. */
export const isUnprobed = (
  { claims, recorded }: CreditLedger,
  stored: StoredCredit | undefined,
  keyHash: string,
): boolean => {
  const last = stored?.kind === 'credit' ? stored.lastSend : undefined;
  if (last?.keyHash !== keyHash) return false;
  const claim = claims[last.sendId];
  const isOpen = last.outcome === 'unknown' || last.leaseUntilMs !== undefined;
  return isOpen && claim?.probes === 0 && claim.confirm === recorded.length;
};

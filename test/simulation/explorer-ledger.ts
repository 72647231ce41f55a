import { type ClaimOrder, type CreditKey, leaseMs } from '../../src/domain/credit.ts';
import type { Claim, OpenSend, Resolution } from '../../src/domain/credit-transitions.ts';
import { rowKey } from '../support/memory-credits.ts';
import type { Thread } from './explorer-threads.ts';

/** What the sender heard of a POST; `nothing`: its process died. */
export type Heard = 'sent' | 'no_chance' | 'not_sent' | 'unknown' | 'nothing';

export type Post = {
  readonly sendId: string;
  readonly process: string;
  /** The confirm that its send has claimed. */
  readonly confirm: number;
  readonly isProbe: boolean;
  /** WeChat took it: the user has the message. */
  readonly isAccepted: boolean;
  /** Undefined while its process waits. */
  heard: Heard | undefined;
};

export type ClaimEntry = {
  readonly keyHash: string;
  /** The newest of the confirms that it has taken, counted by us and not by the code under test. */
  readonly confirm: number;
  readonly erasures: number;
  readonly order: ClaimOrder;
  readonly atMs: number;
  /** `held` until it is certain that it has ended otherwise. */
  fate: 'held' | 'released' | 'not_delivered' | 'forgotten';
  hasDied: boolean;
  /** Its process is no more. */
  isOver: boolean;
  /** As none does while Lambda keeps its time. */
  hasOutlivedLease: boolean;
  /** An operator has said what became of it. */
  resolution: { readonly by: string; readonly delivered: boolean } | undefined;
  /** How it ended has been written down. */
  isEnded: boolean;
  /** Calls of the table that failed in its process, since its claim. */
  failures: number;
  /** Nobody waited for it any more: given up after two tries, or refused in the moment in which the credit became free. */
  readonly cameLate: boolean;
  probes: number;
};

/** What the metrics say of one send. */
export type Counted = { CreditClaimed: number; CreditSettled: number };

export type KeyEntry = {
  readonly sendId: string;
  /** Of its message. */
  readonly fingerprint: string;
  readonly erasures: number;
  readonly status: number;
  readonly code: string;
  readonly errcode?: number | undefined;
};

/** What has truly happened to one credit, written down beside the code under test. */
export type CreditLedger = {
  readonly key: CreditKey;
  /** How often the user has tapped 确认. */
  taps: number;
  /** Tickets whose write took place, in that order, each once. */
  readonly recorded: string[];
  /** Tickets whose user was told `confirmed`. */
  readonly acknowledged: string[];
  /** How many confirms had been recorded at the last erasure. */
  erasedUpTo: number;
  erasures: number;
  /** When the write was begun that made the credit free for a claim, the last one. */
  freeSinceMs: number;
  readonly claims: Record<string, ClaimEntry>;
  readonly counted: Record<string, Counted>;
  /** Calls of the table that have failed in live processes that had no claim then. */
  readonly failures: Record<string, number>;
  readonly posts: Post[];
  readonly answers: Record<string, KeyEntry>;
};

export type Ledger = {
  readonly credits: Record<string, CreditLedger>;
  /** Live processes that hold the refresh lock. */
  readonly refreshers: string[];
  readonly forcedAtMs: number[];
  /** Broken by something that happened, and not by how things stand. */
  broken: string | undefined;
};

export const createLedger = (): Ledger => ({
  credits: {},
  refreshers: [],
  forcedAtMs: [],
  broken: undefined,
});

export const ledgerOf = (ledger: Ledger, key: CreditKey): CreditLedger => {
  const name = rowKey(key);
  const known = ledger.credits[name];
  if (known !== undefined) return known;
  const credit: CreditLedger = {
    key: { openid: key.openid, scene: key.scene },
    taps: 0,
    recorded: [],
    acknowledged: [],
    erasedUpTo: 0,
    erasures: 0,
    freeSinceMs: 0,
    claims: {},
    counted: {},
    failures: {},
    posts: [],
    answers: {},
  };
  ledger.credits[name] = credit;
  return credit;
};

/** The newest confirm that a claim has taken for good, or an erasure has wiped out. */
const takenUpTo = ({ claims, erasedUpTo }: CreditLedger): number => {
  let taken = erasedUpTo;
  for (const { fate, confirm } of Object.values(claims)) {
    if (fate === 'held' || fate === 'forgotten') taken = Math.max(taken, confirm);
  }
  return taken;
};

/** Whether a confirm is there that no message has been claimed for. */
export const hasUntaken = (credit: CreditLedger): boolean =>
  credit.recorded.length > takenUpTo(credit);

export const breaks = (ledger: Ledger, what: string): void => {
  ledger.broken ??= what;
};

export const noteConsent = (ledger: Ledger, key: CreditKey, ticket: string, atMs: number): void => {
  const { recorded } = ledgerOf(ledger, key);
  if (!recorded.includes(ticket)) recorded.push(ticket);
  noteFree(ledger, key, atMs);
};

export const noteClaim = (
  ledger: Ledger,
  claim: Claim,
  forget: readonly string[],
  late: {
    readonly isLate: boolean;
    /** The process has been told of it, or is no more. */
    readonly isAnswered: boolean;
    readonly process: Pick<Thread, 'name' | 'status'>;
  },
): void => {
  const credit = ledgerOf(ledger, claim);
  const { isLate, isAnswered, process } = late;
  const hasDied = process.status === 'dead';
  const failures = credit.failures[process.name] ?? 0;
  const isOfThatMoment = isAnswered && claim.nowMs > credit.freeSinceMs;
  for (const keyHash of forget) {
    delete credit.answers[keyHash];
    for (const entry of Object.values(credit.claims)) {
      if (entry.keyHash === keyHash && entry.fate === 'held') entry.fate = 'forgotten';
    }
  }
  credit.claims[claim.sendId] = {
    keyHash: claim.keyHash,
    confirm: credit.recorded.length,
    erasures: credit.erasures,
    order: claim.order,
    atMs: claim.nowMs,
    fate: 'held',
    hasDied,
    isOver: process.status !== 'alive',
    hasOutlivedLease: false,
    resolution: undefined,
    isEnded: false,
    failures: 0,
    cameLate: isLate && (failures >= 2 || isOfThatMoment),
    probes: 0,
  };
};

export const countsOf = ({ counted }: CreditLedger, sendId: string): Counted =>
  counted[sendId] ?? { CreditClaimed: 0, CreditSettled: 0 };

/** A call of the table failed in a process that works on that send. */
export const noteFailure = (credit: CreditLedger, process: string, sendId: string): void => {
  const claim = credit.claims[sendId];
  if (claim === undefined) {
    credit.failures[process] = (credit.failures[process] ?? 0) + 1;
    return;
  }
  claim.failures += 1;
};

/** @param atMs when the call was made */
export const noteFree = (ledger: Ledger, key: CreditKey, atMs: number): void => {
  ledgerOf(ledger, key).freeSinceMs = atMs;
};

export const noteEnd = (ledger: Ledger, send: OpenSend, fate?: 'released'): void => {
  const claim = ledgerOf(ledger, send).claims[send.sendId];
  if (claim === undefined) return;
  claim.isEnded = true;
  if (fate !== undefined) claim.fate = fate;
};

export const noteResolution = (
  ledger: Ledger,
  { delivered, ...send }: Resolution,
  by: string,
): void => {
  const claim = ledgerOf(ledger, send).claims[send.sendId];
  if (claim === undefined) return;
  claim.resolution = { by, delivered };
  claim.isEnded = true;
  if (!delivered) claim.fate = 'not_delivered';
};

/** @param upTo the newest ticket that it may erase, if not all that were recorded */
export const noteErasure = (ledger: Ledger, key: CreditKey, upTo: string | undefined): void => {
  const credit = ledgerOf(ledger, key);
  const { recorded } = credit;
  credit.erasures += 1;
  credit.erasedUpTo = Math.max(
    credit.erasedUpTo,
    upTo === undefined ? recorded.length : recorded.indexOf(upTo) + 1,
  );
};

export const noteOver = (ledger: Ledger, process: string, nowMs: number): void => {
  for (const { claims, failures } of Object.values(ledger.credits)) {
    const claim = claims[process];
    if (claim !== undefined) {
      claim.isOver = true;
      claim.hasOutlivedLease = nowMs >= claim.atMs + leaseMs;
    }
    // what it has given up may still come
    if ((failures[process] ?? 0) < 2) delete failures[process];
  }
};

/** A process is gone: what it had claimed is open, and nobody else will settle it. */
export const noteDeath = (ledger: Ledger, process: string): void => {
  for (const { claims, posts } of Object.values(ledger.credits)) {
    const claim = claims[process];
    if (claim !== undefined) claim.hasDied = true;
    for (const post of posts) {
      if (post.process === process && post.heard === undefined) post.heard = 'nothing';
    }
  }
};

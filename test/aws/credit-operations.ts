import {
  type Credit,
  type CreditKey,
  leaseMs,
  orderAfter,
  type StoredCredit,
} from '../../src/domain/credit.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { type Openid, parseOpenid } from '../../src/domain/openid.ts';
import { parseScene } from '../../src/domain/scene.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import { startMs, ticketOrder } from '../support/builders.ts';
import { type CreditRow, memoryCredits, rowKey } from '../support/memory-credits.ts';
import type { Intention } from './credit-intentions.ts';

/** One call of a store, the same for every store that it is made to. */
export type Operation = {
  readonly name: keyof CreditStore;
  /** For whoever has to read a difference. */
  readonly given: unknown;
  readonly on: (credits: CreditStore) => Promise<unknown>;
};

const lifetimeMs = 3_600_000;
const scenes = [parseScene(1), parseScene(10), parseScene(9)] as const;

const keyOf = ({ person, scene }: Intention, people: readonly Openid[]): CreditKey => {
  const openid = people[person];
  const found = scenes[scene];
  if (openid === undefined || found === undefined) throw new Error('nobody, or no scene');
  return { openid, scene: found };
};

/** The moment that is meant, where its credit has one. */
const momentOf = ({ moment, off }: Intention, credit: Credit | undefined): number => {
  const soonMs = (credit?.confirmedAtMs ?? startMs) + 1_000;
  switch (moment) {
    case 'soon':
      return soonMs + off;
    case 'lease':
      return (credit?.lastSend?.leaseUntilMs ?? soonMs) + off;
    case 'lifetime':
      return (credit?.confirmedAtMs ?? startMs) + lifetimeMs + off;
  }
};

const sendOf = ({ send, number, lease }: Intention, credit: Credit | undefined) => {
  const other = { sendId: `send-${number}`, keyHash: `key-${number}` };
  const last = credit?.lastSend ?? other;
  const leaseUntilMs = (credit?.lastSend?.leaseUntilMs ?? startMs) + (lease === 'own' ? 0 : 1);
  switch (send) {
    case 'last':
      return { sendId: last.sendId, keyHash: last.keyHash, leaseUntilMs };
    case 'other send':
      return { sendId: other.sendId, keyHash: last.keyHash, leaseUntilMs };
    case 'other key':
      return { sendId: last.sendId, keyHash: other.keyHash, leaseUntilMs };
    case 'new':
      return { ...other, leaseUntilMs };
  }
};

const ticketOf = ({ ticket }: Intention, stood: string | undefined): string => {
  const last = stood === undefined ? 0 : Number.parseInt(stood, 16);
  return ticketOrder(last + { next: 1, same: 0, older: -1 }[ticket] + (last === 0 ? 1 : 0));
};

/** Newer than what stands, as old as that, or older than the last confirm. */
const orderOf = ({ order }: Intention, stored: StoredCredit | undefined): number => {
  const confirmedAtMs = stored?.kind === 'credit' ? stored.confirmedAtMs : startMs;
  const next = orderAfter(stored?.claimsAfter, confirmedAtMs);
  return { next, last: stored?.claimsAfter ?? next, early: confirmedAtMs - 1 }[order];
};

/**
 * The call that an intention comes to.
 * @param stored as it stands, also of an erased credit
 */
const operationOf = (
  it: Intention,
  key: CreditKey,
  stored: StoredCredit | undefined,
): Operation => {
  const credit = stored?.kind === 'credit' ? stored : undefined;
  const nowMs = momentOf(it, credit);
  const order = orderOf(it, stored);
  const send = { ...key, ...sendOf(it, credit), order };
  const result = {
    outcome: it.outcome,
    ...(it.errcode === undefined ? {} : { errcode: it.errcode }),
  };
  const name = it.name;
  switch (name) {
    case 'record': {
      const consent = {
        ...key,
        ticket: ticketOf(it, stored?.ticket),
        confirmedAtMs: nowMs,
        assurance: it.assurance,
        callerState: it.callerState,
      };
      return { name, given: consent, on: (credits) => credits.record(consent) };
    }
    case 'claim': {
      const claim = {
        ...key,
        sendId: `send-${it.number}`,
        keyHash: `key-${it.number}`,
        fingerprint: `fingerprint-${it.number}`,
        order,
        nowMs,
        leaseUntilMs: nowMs + leaseMs,
        lifetimeMs: it.lifetime ? lifetimeMs : undefined,
      };
      // a claim is told to forget keys that are remembered, which its own is not
      const forget = it.forget.filter((n) => n !== it.number).map((n) => `key-${n}`);
      return { name, given: { ...claim, forget }, on: (credits) => credits.claim(claim, forget) };
    }
    case 'settle':
    case 'settleLate': {
      const settlement = { ...send, result };
      return { name, given: settlement, on: (credits) => credits[name](settlement) };
    }
    case 'release':
      return { name, given: send, on: (credits) => credits.release(send) };
    case 'reopen':
      return {
        name,
        given: { ...send, nowMs },
        on: (credits) => credits.reopen(send, nowMs, nowMs + leaseMs),
      };
    case 'resolve':
    case 'resolveSuperseded': {
      const resolution = { ...send, delivered: it.delivered, nowMs };
      return { name, given: resolution, on: (credits) => credits[name](resolution) };
    }
    case 'find':
      return { name, given: key, on: (credits) => credits.find(key) };
    case 'list':
      return { name, given: key.openid, on: (credits) => credits.list(key.openid) };
    case 'erase': {
      const seen = it.ticket === 'older' ? it.ticket : 'same';
      const erasure = { ...key, ticket: ticketOf({ ...it, ticket: seen }, stored?.ticket) };
      return { name, given: erasure, on: (credits) => credits.erase(erasure, 2_000_000_000) };
    }
  }
};

/** What a store says to an operation, also when it is one that no engine takes. */
export const answerOf = (operation: Operation, credits: CreditStore): Promise<unknown> =>
  operation.on(credits).catch((error: unknown) => {
    const isInvalid =
      error instanceof Unavailable
        ? error.message.endsWith(': ValidationException')
        : error instanceof Error && error.message.startsWith('no such key');
    if (isInvalid) return 'invalid';
    throw error;
  });

let sequencesPlayed = 0;

export type Played = { readonly operation: Operation; readonly answer: unknown };

/**
 * A sequence on the store in memory: the calls that it comes to, with what was answered. Of two
 * people whom no other sequence knows, so that many may be played on one table.
 */
export const play = async (sequence: readonly Intention[]): Promise<readonly Played[]> => {
  sequencesPlayed += 1;
  const number = String(sequencesPlayed).padStart(18, '0');
  const people = [parseOpenid(`oSequence1${number}`), parseOpenid(`oSequence2${number}`)];
  const rows = new Map<string, CreditRow>();
  const credits = memoryCredits(rows);
  const played: Played[] = [];
  for (const intention of sequence) {
    const key = keyOf(intention, people);
    const operation = operationOf(intention, key, rows.get(rowKey(key))?.stored);
    played.push({ operation, answer: await answerOf(operation, credits) });
  }
  return played;
};

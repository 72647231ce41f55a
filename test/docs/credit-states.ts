import type { SendOutcomeName } from '../../src/domain/credit.ts';
import {
  type Credit,
  type CreditState,
  creditState,
  isSending,
  leaseMs,
  orderAfter,
} from '../../src/domain/credit.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import { aClaim, aConsent, openid, scene, startMs, ticketOrder } from '../support/builders.ts';
import { type CreditRow, memoryCredits, rowKey } from '../support/memory-credits.ts';

/** What a credit is shown as; `none` before the first confirm and after an erasure. */
export type ShownState = CreditState | 'none';

/** `available -> sending: claim` */
export type Edge = `${ShownState} -> ${ShownState}: ${string}`;

/** Much longer than a lease: the two ends of time must not fall together. */
const lifetimeMs = 1_000 * leaseMs;
const key = { openid, scene };

type Moment = { readonly rows: ReadonlyMap<string, CreditRow>; readonly nowMs: number };
type Step = (
  store: CreditStore,
  credit: Credit | undefined,
  nowMs: number,
) => Promise<unknown> | undefined;

const sendOf = (credit: Credit | undefined) =>
  credit?.lastSend && {
    ...key,
    sendId: credit.lastSend.sendId,
    keyHash: credit.lastSend.keyHash,
    leaseUntilMs: credit.lastSend.leaseUntilMs ?? 0,
    order: orderAfter(credit.claimsAfter, 0),
  };

const settledAs =
  (outcome: SendOutcomeName): Step =>
  (store, credit) => {
    const send = sendOf(credit);
    return send && store.settle({ ...send, result: { outcome } });
  };

const resolvedAs =
  (delivered: boolean): Step =>
  (store, credit, nowMs) => {
    const send = sendOf(credit);
    return send && store.resolve({ ...send, delivered, nowMs });
  };

/** Everything that may happen to a credit, each by the name that the picture has for it. */
const steps: Readonly<Record<string, Step>> = {
  record: (store, credit, nowMs) =>
    store.record(
      aConsent({ ticket: ticketOrder((credit?.confirmed ?? 0) + 1), confirmedAtMs: nowMs }),
    ),
  claim: (store, credit, nowMs) => {
    const name = `${credit?.confirmed}-${Object.keys(credit?.remembered ?? {}).length}-${nowMs}`;
    return store.claim(aClaim({ sendId: name, keyHash: name, nowMs, lifetimeMs }), []);
  },
  'settle, sent': settledAs('sent'),
  'settle, no chance': settledAs('no_chance'),
  'settle, refused': settledAs('refused'),
  'settle, unknown': settledAs('unknown'),
  release: (store, credit) => {
    const send = sendOf(credit);
    return send && store.release(send);
  },
  reopen: (store, credit, nowMs) => {
    const send = sendOf(credit);
    return send && store.reopen(send, nowMs, nowMs + leaseMs);
  },
  'resolve, delivered': resolvedAs(true),
  'resolve, not delivered': resolvedAs(false),
  'resolve, superseded': (store, credit, nowMs) => {
    const send = sendOf(credit);
    return send && store.resolveSuperseded({ ...send, delivered: false, nowMs });
  },
  erase: (store, credit) => credit && store.erase(credit, 1),
};

const creditIn = ({ rows }: Moment): Credit | undefined => {
  const stored = rows.get(rowKey(key))?.stored;
  return stored?.kind === 'credit' ? stored : undefined;
};

const shown = (moment: Moment): ShownState => {
  const credit = creditIn(moment);
  return credit === undefined ? 'none' : creditState(credit, moment.nowMs, lifetimeMs);
};

/** Moments that the rules cannot tell apart: counters and times as the rules compare them. */
const sameness = (moment: Moment): string => {
  const credit = creditIn(moment);
  return JSON.stringify([
    shown(moment),
    credit && Math.min(2, credit.confirmed - credit.used),
    credit?.lastSend?.outcome,
    credit && isSending(credit, moment.nowMs),
    credit?.lastSend?.leaseUntilMs !== undefined,
    moment.rows.get(rowKey(key))?.probed,
    moment.rows.size,
  ]);
};

/** What time alone does. */
const later = (moment: Moment): readonly (readonly [string, Moment])[] => {
  const state = shown(moment);
  if (state === 'sending') {
    return [['the lease ends', { ...moment, nowMs: moment.nowMs + leaseMs }]];
  }
  if (state !== 'available') return [];
  return [['the lifetime ends', { ...moment, nowMs: moment.nowMs + lifetimeMs }]];
};

/**
 * Every way from one shown state to another, found by trying every transition in every situation
 * that can be reached, by the rules that the contract suite holds to the real engine.
 */
export const exploreStates = async (): Promise<ReadonlySet<Edge>> => {
  const edges = new Set<Edge>();
  const queue: Moment[] = [{ rows: new Map(), nowMs: startMs }];
  const known = new Set<string>();

  for (let moment = queue.shift(); moment !== undefined; moment = queue.shift()) {
    if (known.has(sameness(moment))) continue;
    known.add(sameness(moment));
    const from = shown(moment);
    const arrive = (name: string, next: Moment) => {
      const to = shown(next);
      if (to !== from) edges.add(`${from} -> ${to}: ${name}`);
      queue.push(next);
    };
    for (const [name, step] of Object.entries(steps)) {
      const rows = new Map(moment.rows);
      // a millisecond, so that no two sends have one name
      const nowMs = moment.nowMs + 1;
      await step(memoryCredits(rows), creditIn(moment), nowMs);
      arrive(name, { rows, nowMs });
    }
    for (const [name, next] of later(moment)) arrive(name, next);
  }
  return edges;
};

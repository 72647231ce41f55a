import {
  type Credit,
  type RememberedSend,
  tombstoneSeconds,
  unsettledSends,
} from '../domain/credit.ts';
import type { Erasure } from '../domain/credit-transitions.ts';
import { Unavailable } from '../domain/errors.ts';
import type { Openid } from '../domain/openid.ts';
import type { Clock, CreditStore } from './ports.ts';

export type Erased = {
  /** How many credits. */
  readonly erased: number;
  /** Sends that had no end yet, and can have none any more. */
  readonly unsettled: readonly RememberedSend[];
};

export type EraseUser = (openid: Openid) => Promise<Erased>;

/** How often a user may confirm again while one credit is being erased. */
const mostTries = 3;

/**
 * Erases all that is stored of a user but what keeps an old callback from bringing it back.
 * @throws Unavailable when the user goes on confirming
 */
export const eraseUser =
  ({
    credits,
    now,
  }: {
    readonly credits: Pick<CreditStore, 'list' | 'erase'>;
    readonly now: Clock;
  }): EraseUser =>
  async (openid) => {
    const found = await credits.list(openid);
    const ttlSeconds = Math.ceil(now() / 1000) + tombstoneSeconds;
    const unsettled: RememberedSend[] = [];
    for (const seen of found) {
      const erased = await eraseCredit(credits, seen, ttlSeconds);
      if (erased !== undefined) unsettled.push(...unsettledSends(erased));
    }
    return { erased: found.length, unsettled };
  };

/**
 * What the user confirms meanwhile goes with the rest.
 * @returns the credit as it was; undefined when another call has erased it first
 */
const eraseCredit = async (
  credits: Pick<CreditStore, 'erase'>,
  seen: Erasure,
  ttlSeconds: number,
): Promise<Credit | undefined> => {
  let erasure = seen;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const attempt = await credits.erase(erasure, ttlSeconds);
    if (attempt.written) return attempt.credit;
    if (attempt.found?.kind !== 'credit') return undefined;
    erasure = attempt.found;
  }
  throw new Unavailable('the user confirms faster than can be erased');
};

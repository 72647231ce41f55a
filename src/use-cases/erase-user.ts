import { type RememberedSend, tombstoneSeconds, unsettledSends } from '../domain/credit.ts';
import type { Openid } from '../domain/openid.ts';
import type { Clock, CreditStore } from './ports.ts';

export type Erased = {
  /** How many credits. */
  readonly erased: number;
  /** Sends that had no end yet, and can have none any more. */
  readonly unsettled: readonly RememberedSend[];
};

export type EraseUser = (openid: Openid) => Promise<Erased>;

/** Erases all that is stored of a user but what keeps an old callback from bringing it back. */
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
    for (const { scene } of found) {
      const erased = await credits.erase({ openid, scene }, ttlSeconds);
      if (erased !== undefined) unsettled.push(...unsettledSends(erased));
    }
    return { erased: found.length, unsettled };
  };

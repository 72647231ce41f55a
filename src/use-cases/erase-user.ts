import { tombstoneSeconds } from '../domain/credit.ts';
import type { Openid } from '../domain/openid.ts';
import type { Clock, CreditStore } from './ports.ts';

export type EraseUser = (openid: Openid) => Promise<{ readonly erased: number }>;

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
    for (const { scene } of found) await credits.erase({ openid, scene }, ttlSeconds);
    return { erased: found.length };
  };

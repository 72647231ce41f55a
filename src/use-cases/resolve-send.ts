import {
  type Credit,
  type CreditKey,
  isUnknown,
  orderAfter,
  type RememberedSend,
  type StoredCredit,
} from '../domain/credit.ts';
import { type Resolution, readRefusedResolution } from '../domain/credit-transitions.ts';
import type { Clock, CreditStore } from './ports.ts';

export type ResolveRequest = CreditKey & { readonly sendId: string; readonly delivered: boolean };

export type ResolveAnswer =
  | {
      readonly status: 'resolved';
      readonly credit: Credit;
      /** The send, if its process died before it could say anything: this is the first word about it. */
      readonly settles?: RememberedSend | undefined;
    }
  | { readonly status: 'no_credit' | 'not_unknown' };

export type ResolveSend = (request: ResolveRequest) => Promise<ResolveAnswer>;

/**
 * An operator says what became of an unknown send. The same word twice is said once. A send that
 * is not unknown yet may still be settled by its own process, so nothing is believed about it.
 */
export const resolveSend =
  ({ credits, now }: { readonly credits: CreditStore; readonly now: Clock }): ResolveSend =>
  async ({ openid, scene, sendId, delivered }) => {
    const known = await credits.find({ openid, scene });
    if (known === undefined) return { status: 'no_credit' };
    if (known.lastSend?.sendId !== sendId) return { status: 'not_unknown' };

    const { keyHash } = known.lastSend;
    const nowMs = now();
    const order = orderAfter(known.claimsAfter, nowMs);
    const resolution: Resolution = { openid, scene, sendId, keyHash, delivered, order, nowMs };
    if (!isUnknown(known, resolution.nowMs)) return refused(known, resolution);

    const send = known.remembered[keyHash];
    const settles = send?.result === undefined ? send : undefined;
    const attempt = await credits.resolve(resolution);
    if (attempt.written) return { status: 'resolved', credit: attempt.credit, settles };
    if (readRefusedResolution(attempt.found, resolution) !== 'reconfirmed') {
      return refused(attempt.found, resolution);
    }
    const superseded = await credits.resolveSuperseded(resolution);
    return superseded.written
      ? { status: 'resolved', credit: superseded.credit, settles }
      : refused(superseded.found, resolution);
  };

const refused = (found: StoredCredit | undefined, resolution: Resolution): ResolveAnswer => {
  if (found?.kind !== 'credit') return { status: 'no_credit' };
  return readRefusedResolution(found, resolution) === 'resolved'
    ? { status: 'resolved', credit: found }
    : { status: 'not_unknown' };
};

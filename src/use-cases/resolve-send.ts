import type { Credit, CreditKey } from '../domain/credit.ts';
import { type Resolution, readRefusedResolution } from '../domain/credit-transitions.ts';
import type { Clock, CreditStore } from './ports.ts';

export type ResolveRequest = CreditKey & { readonly sendId: string; readonly delivered: boolean };

export type ResolveAnswer =
  | {
      readonly status: 'resolved';
      readonly credit: Credit;
      /** True for the first word about a send whose process died before it could say anything. */
      readonly settles: boolean;
    }
  | { readonly status: 'no_credit' | 'not_unknown' };

export type ResolveSend = (request: ResolveRequest) => Promise<ResolveAnswer>;

/** An operator says what became of an unknown send. The same word twice is said once. */
export const resolveSend =
  ({ credits, now }: { readonly credits: CreditStore; readonly now: Clock }): ResolveSend =>
  async ({ openid, scene, sendId, delivered }) => {
    const known = await credits.find({ openid, scene });
    if (known === undefined) return { status: 'no_credit' };
    if (known.lastSend?.sendId !== sendId) return { status: 'not_unknown' };

    const { keyHash, leaseUntilMs } = known.lastSend;
    const settles = leaseUntilMs !== undefined;
    const resolution: Resolution = { openid, scene, sendId, keyHash, delivered, nowMs: now() };
    const attempt = await credits.resolve(resolution);
    if (attempt.written) return { status: 'resolved', credit: attempt.credit, settles };
    const { found } = attempt;
    switch (readRefusedResolution(found, resolution)) {
      case 'resolved':
        return found?.kind === 'credit'
          ? { status: 'resolved', credit: found, settles: false }
          : { status: 'no_credit' };
      case 'reconfirmed': {
        const superseded = await credits.resolveSuperseded(resolution);
        return superseded.written
          ? { status: 'resolved', credit: superseded.credit, settles }
          : { status: 'not_unknown' };
      }
      case 'not_unknown':
        return { status: found?.kind === 'credit' ? 'not_unknown' : 'no_credit' };
    }
  };

import type { PostFault } from './faults.ts';
import type { Told } from './promise.ts';

/** How one request to WeChat ended, as a witness between the two saw it. */
export type Seen = { readonly fault: PostFault; readonly errcode: number | undefined };

export type Verdict = {
  readonly told: Told;
  readonly credit: 'sent' | 'void' | 'unknown' | 'released';
};

const released = (status: number, code: string): Verdict => ({
  told: { status, code },
  credit: 'released',
});
const refused = (status: number, code: string): Verdict => ({
  told: { status, code },
  credit: 'void',
});
const unknown: Verdict = { told: { status: 202 }, credit: 'unknown' };

/** What each answer of WeChat must come to; of the errcodes, one or more of each kind. */
const byErrcode: Readonly<Record<number, Verdict>> = {
  0: { told: { status: 200 }, credit: 'sent' },
  43101: refused(409, 'no_chance'),
  40003: refused(424, 'refused_by_wechat'),
  43019: refused(424, 'refused_by_wechat'),
  45082: released(422, 'message_refused'),
  45002: released(422, 'message_refused'),
  47001: released(422, 'message_refused'),
  45011: released(503, 'wechat_unavailable'),
  43108: released(503, 'wechat_unavailable'),
  45009: released(503, 'wechat_blocked'),
  40164: released(503, 'wechat_blocked'),
  48001: released(503, 'wechat_blocked'),
  40001: released(503, 'wechat_unavailable'),
  40014: released(503, 'wechat_unavailable'),
  42001: released(503, 'wechat_unavailable'),
};

/** -1 and 40241 may have been delivered all the same; 99999 is in no table. */
export const faultyErrcodes = [
  -1, 40241, 99999, 43101, 40003, 43019, 45082, 45002, 47001, 45011, 43108, 45009, 40164, 48001,
  40001, 40014, 42001,
] as const;

export const isTokenRefusal = ({ errcode }: Seen): boolean =>
  errcode !== undefined && [40001, 40014, 42001].includes(errcode);

/** What the last request of a send means for the caller and for the credit. */
export const verdictOf = ({ fault, errcode }: Seen): Verdict => {
  if (fault.kind === 'refused') return released(503, 'wechat_unavailable');
  if (fault.kind !== 'ok' && fault.kind !== 'errcode') return unknown;
  if (errcode === undefined) return unknown;
  return byErrcode[errcode] ?? { told: { status: 202, errcode }, credit: 'unknown' };
};

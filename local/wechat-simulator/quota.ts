import type { Account, Limits } from './accounts.ts';
import type { ApiRequest } from './calls.ts';
import type { Change, World } from './world.ts';

/** How often one account called one thing: in this day, minute and month of Beijing time. */
export type Counter = {
  readonly day: string;
  readonly dayCount: number;
  readonly minute: string;
  readonly minuteCount: number;
  readonly month: string;
  readonly monthCount: number;
};

/** What is counted apart, with the limits that hold for it. */
export const counted = {
  '/cgi-bin/token': { perDay: 'tokenPerDay', perMinute: null },
  '/cgi-bin/stable_token': { perDay: 'stableTokenPerDay', perMinute: 'stableTokenPerMinute' },
  '/cgi-bin/message/template/subscribe': {
    perDay: 'subscribePerDay',
    perMinute: 'subscribePerMinute',
  },
  forceRefresh: { perDay: 'forceRefreshPerDay', perMinute: null },
  clearQuota: { perDay: null, perMinute: null },
} as const satisfies Record<
  string,
  { perDay: keyof Limits | null; perMinute: keyof Limits | null }
>;

export type Counted = keyof typeof counted;

export function isCounted(path: string): path is Counted {
  return Object.hasOwn(counted, path);
}

/** Counts a call: the change to keep, or the errcode of the limit that it would break. */
export function count(
  world: World,
  account: Account,
  what: Counted,
  nowMs: number,
):
  | { readonly ok: true; readonly change: Change }
  | { readonly ok: false; readonly errcode: 45009 | 45011 } {
  const { perDay, perMinute } = limitsOf(account, what);
  const used = usage(world, account, what, nowMs);
  if (perMinute !== null && used.minuteCount >= perMinute) return { ok: false, errcode: 45011 };
  if (perDay !== null && used.dayCount >= perDay) return { ok: false, errcode: 45009 };
  const counter = {
    ...used,
    dayCount: used.dayCount + 1,
    minuteCount: used.minuteCount + 1,
    monthCount: used.monthCount + 1,
  };
  return { ok: true, change: { kind: 'counterSaved', key: key(account, what), counter } };
}

/** What was used so far; counts of a past day, minute or month are zero. */
export function usage(world: World, account: Account, what: Counted, nowMs: number): Counter {
  const now = beijing(nowMs);
  const before = world.counters.get(key(account, what));
  return {
    ...now,
    dayCount: before?.day === now.day ? before.dayCount : 0,
    minuteCount: before?.minute === now.minute ? before.minuteCount : 0,
    monthCount: before?.month === now.month ? before.monthCount : 0,
  };
}

export function limitsOf(account: Account, what: Counted) {
  const { perDay, perMinute } = counted[what];
  return {
    perDay: perDay === null ? null : account.limits[perDay],
    perMinute: perMinute === null ? null : account.limits[perMinute],
  };
}

/**
 * clear_quota: every daily counter of the account back to zero, the clearing itself counted.
 * null when the month's clearings are used up.
 */
export function clearCounters(
  world: World,
  account: Account,
  request: ApiRequest,
): readonly Change[] | null {
  const cleared = usage(world, account, 'clearQuota', request.nowMs);
  const limit = account.limits.clearQuotaPerMonth;
  if (limit !== null && cleared.monthCount >= limit) return null;
  return Object.keys(counted)
    .filter(isCounted)
    .map((what) => {
      const used = usage(world, account, what, request.nowMs);
      const counter =
        what === 'clearQuota'
          ? { ...cleared, monthCount: cleared.monthCount + 1 }
          : { ...used, dayCount: 0 };
      return { kind: 'counterSaved', key: key(account, what), counter };
    });
}

function key(account: Account, what: Counted): string {
  return `${account.appid} ${what}`;
}

/** WeChat's day begins at midnight in Beijing, which knows no daylight saving time. */
function beijing(nowMs: number) {
  const iso = new Date(nowMs + 8 * 3_600_000).toISOString();
  return { day: iso.slice(0, 10), minute: iso.slice(0, 16), month: iso.slice(0, 7) };
}

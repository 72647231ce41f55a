import type { Context } from 'aws-lambda';
import type { RefreshAnswer } from '../../src/use-cases/ports.ts';
import type { Invocation } from './handler.ts';
import type { ReportQuota } from './report-quota.ts';

/** Asking for the quota at its slowest: the stored token, connections to two hosts, one exchange. */
export const quotaMs = 15_000;

type Refresh = (event: unknown, invocation: Invocation) => Promise<RefreshAnswer>;

/**
 * A refresh that, once an hour, also tells what is used of the day's sends: when all that somebody
 * may wait for is done, and only if it cannot end in being cut off.
 */
export const withHourlyQuota =
  (refresh: Refresh, reportQuota: ReportQuota) =>
  async (
    event: unknown,
    context: Invocation & Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<RefreshAnswer> => {
    const answer = await refresh(event, context);
    const hasToken = answer.status === 'kept' || answer.status === 'refreshed';
    if (hasToken && isFullHour(event) && context.getRemainingTimeInMillis() > quotaMs) {
      await reportQuota();
    }
    return answer;
  };

/** The minute rule's event says for which minute it is, however late it arrives. */
const isFullHour = (event: unknown): boolean => {
  if (event === null || typeof event !== 'object') return false;
  const { time } = event as { readonly time?: unknown };
  return typeof time === 'string' && /T\d\d:00:/.test(time);
};

import { Misconfigured } from '../../src/domain/errors.ts';
import type { Log } from '../../src/entry/log.ts';
import type { Metrics } from '../../src/entry/metrics.ts';
import type { RefreshAnswer, RefreshRequest } from '../../src/use-cases/ports.ts';
import type { RefreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { blockedBy } from '../../src/wechat/blocked-by.ts';

export type Deps = {
  readonly refreshAccessToken: RefreshAccessToken;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => number;
};

/**
 * Called by the minute rule (whose event has a `source`) and by senders, who name the token that
 * WeChat refused. A lasting refusal fails the rule's call, so that Lambda counts an error; a
 * sender is told what WeChat said.
 */
export const createHandler =
  (deps: Deps) =>
  async (event: unknown): Promise<RefreshAnswer> => {
    const request = readRequest(event);
    const refreshed = await deps.refreshAccessToken(request);
    const { expiresAtMs, ...answer } = refreshed;
    if (expiresAtMs !== undefined) {
      const seconds = Math.round((expiresAtMs - deps.now()) / 1000);
      deps.metrics.measure('AccessTokenSecondsLeft', seconds);
    }
    report(deps, answer);
    if (answer.status === 'refused' && answer.lasting && isScheduled(event)) {
      throw new Misconfigured(`WeChat refuses the token call with ${answer.said.errcode}`);
    }
    return answer;
  };

const report = ({ log, metrics }: Deps, answer: RefreshAnswer): void => {
  switch (answer.status) {
    case 'kept':
      log.info('access_token.kept');
      return;
    case 'refreshed':
      log.info('access_token.refreshed');
      metrics.count('AccessTokenRefreshed');
      return;
    case 'busy':
      log.info('access_token.refresh_busy');
      return;
    case 'unavailable':
      log.warn('access_token.refresh_failed');
      metrics.count('AccessTokenRefreshFailed');
      return;
    case 'refused': {
      const { errcode, errmsg, rid } = answer.said;
      log.error('access_token.refresh_failed', { errcode, errmsg, rid });
      metrics.count('AccessTokenRefreshFailed', { errcode });
      const cause = blockedBy(errcode);
      if (cause !== undefined) metrics.count(cause, { errcode });
      return;
    }
  }
};

const isScheduled = (event: unknown): boolean =>
  event !== null && typeof event === 'object' && 'source' in event;

const readRequest = (event: unknown): RefreshRequest => {
  if (event === null || typeof event !== 'object') return {};
  const { refusedFingerprint } = event as { readonly refusedFingerprint?: unknown };
  return typeof refusedFingerprint === 'string' ? { refusedFingerprint } : {};
};

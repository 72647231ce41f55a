import type { Context } from 'aws-lambda';
import { Misconfigured } from '../../src/domain/errors.ts';
import type { Log } from '../../src/entry/log.ts';
import type { RefreshAnswer, RefreshRequest } from '../../src/use-cases/ports.ts';
import type {
  RefreshAccessToken,
  RefreshObserver,
} from '../../src/use-cases/refresh-access-token.ts';
import { blockedBy } from '../../src/wechat/blocked-by.ts';

export type Deps = {
  readonly refreshAccessToken: RefreshAccessToken;
  readonly log: Log;
  readonly now: () => number;
};

export type Invocation = Pick<Context, 'awsRequestId'>;

/**
 * Called by the minute rule (whose event has a `source`) and by senders, who name the token that
 * WeChat refused. A lasting refusal fails the rule's call, so that Lambda counts an error; a
 * sender is told what WeChat said.
 */
export const createHandler =
  (deps: Deps) =>
  async (event: unknown, { awsRequestId }: Invocation): Promise<RefreshAnswer> => {
    const request = readRequest(event);
    const refreshed = await deps.refreshAccessToken(request);
    const { expiresAtMs, ...answer } = refreshed;
    const secondsLeft = expiresAtMs && Math.round((expiresAtMs - deps.now()) / 1000);
    report(deps.log.with({ id: awsRequestId, secondsLeft }), answer);
    if (answer.status === 'refused' && answer.lasting && isScheduled(event)) {
      throw new Misconfigured(`WeChat refuses the token call with ${answer.said.errcode}`);
    }
    return answer;
  };

/** A forced refresh is told when it is asked for: it ends the token of whoever else holds one. */
export const refreshObserver = (log: Log): RefreshObserver => ({
  forced: () => log.warn('access_token.forced'),
});

const report = (log: Log, answer: RefreshAnswer): void => {
  switch (answer.status) {
    case 'kept':
      log.info('access_token.kept');
      return;
    case 'refreshed':
      log.info('access_token.refreshed');
      return;
    case 'busy':
      log.info('access_token.refresh_busy');
      return;
    case 'unavailable':
      log.warn('access_token.refresh_failed');
      return;
    case 'refused': {
      const { errcode, errmsg, rid } = answer.said;
      const blocked = blockedBy(errcode);
      log.error('access_token.refresh_failed', { errcode, errmsg, rid, blocked });
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

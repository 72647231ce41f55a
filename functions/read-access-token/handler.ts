import { isUsable } from '../../src/domain/access-token.ts';
import { json, problem } from '../../src/entry/answer.ts';
import { type HttpHandler, httpHandler } from '../../src/entry/http.ts';
import type { Log } from '../../src/entry/log.ts';
import type { AccessTokenParameter } from '../../src/use-cases/ports.ts';

export type Deps = {
  readonly parameter: Pick<AccessTokenParameter, 'read'>;
  readonly log: Log;
  readonly now: () => number;
};

/**
 * `GET /v1/access-token`: the stored token, for the owner's other systems that call WeChat for the
 * same account. They ask again about once a minute and never refresh it themselves.
 */
export const createHandler = (deps: Deps): HttpHandler =>
  httpHandler(deps, async ({ log }) => {
    const token = await deps.parameter.read();
    if (token === undefined || !isUsable(token, deps.now())) {
      log.error('access_token.withheld', { reason: token === undefined ? 'none' : 'expired' });
      return problem({
        code: 'unavailable',
        detail: 'no access_token is stored that could be used now',
        retryAfterSeconds: 10,
      });
    }
    log.info('access_token.given', { fingerprint: token.fingerprint });
    return json(200, {
      accessToken: token.accessToken,
      expiresAt: new Date(token.expiresAtMs).toISOString(),
    });
  });

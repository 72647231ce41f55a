import { isUsable } from '../../src/domain/access-token.ts';
import { json } from '../../src/entry/answer.ts';
import { type HttpHandler, httpHandler } from '../../src/entry/http.ts';
import type { Log } from '../../src/entry/log.ts';
import type { AccessTokenParameter } from '../../src/use-cases/ports.ts';

export type Deps = {
  readonly parameter: Pick<AccessTokenParameter, 'read'>;
  readonly isTableReachable: () => Promise<boolean>;
  readonly log: Log;
  readonly now: () => number;
};

/** `GET /v1/health`: 200 when a message could be sent now, else 503. */
export const createHandler = (deps: Deps): HttpHandler =>
  httpHandler(deps, async ({ log }) => {
    const [token, reachable] = await Promise.all([
      deps.parameter.read().catch(() => undefined),
      deps.isTableReachable(),
    ]);
    const fresh = token !== undefined && isUsable(token, deps.now());
    const healthy = fresh && reachable;
    log.info('health.reported', { fresh, reachable });
    return json(healthy ? 200 : 503, {
      status: healthy ? 'ok' : 'degraded',
      accessToken: {
        fresh,
        expiresAt: token && new Date(token.expiresAtMs).toISOString(),
        refreshedAt:
          token && token.fetchedAtMs > 0 ? new Date(token.fetchedAtMs).toISOString() : undefined,
      },
      creditTable: reachable ? 'reachable' : 'unreachable',
    });
  });

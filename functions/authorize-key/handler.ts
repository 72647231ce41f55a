import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import { type AccessKey, decideByKey } from '../../src/domain/access-key.ts';
import type { Log } from '../../src/entry/log.ts';
import type { Metrics } from '../../src/entry/metrics.ts';

export type Deps = {
  /** Read by age, never because of what a request holds. */
  readonly accessKeys: () => Promise<readonly AccessKey[]>;
  readonly routeScopes: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => number;
};

type Event = Pick<APIGatewayRequestAuthorizerEventV2, 'routeKey' | 'headers'>;

/** Goes to the access log, which so says who called. */
type Caller = { readonly keyId: string };

/**
 * Asked by API Gateway before a route's own function, and not again for five minutes: it remembers
 * the answer for this key on this route. While the keys cannot be read this fails, and the caller
 * gets a 500: a refusal would be remembered, and would tell a good caller that its key is bad.
 */
export const createHandler =
  (deps: Deps) =>
  async ({
    routeKey,
    headers,
  }: Event): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> => {
    const decision = decideByKey(
      await deps.accessKeys(),
      headers?.['authorization'] ?? '',
      deps.routeScopes[routeKey],
      deps.now(),
    );
    if (decision.status === 'allowed') {
      deps.log.info('caller.allowed', { route: routeKey, keyId: decision.id });
      return { isAuthorized: true, context: { keyId: decision.id } };
    }
    const { reason, id = '' } = decision;
    deps.log.warn('caller.refused', { route: routeKey, reason, keyId: id });
    deps.metrics.count('CallerRefused', { reason });
    return { isAuthorized: false, context: { keyId: id } };
  };

import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import { type AccessKey, decideByKey } from '../../src/domain/access-key.ts';
import type { Log } from '../../src/entry/log.ts';

export type Deps = {
  /** Read by age, never because of what a request holds. */
  readonly accessKeys: () => Promise<readonly AccessKey[]>;
  readonly routeScopes: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly now: () => number;
};

type Event = Pick<APIGatewayRequestAuthorizerEventV2, 'routeKey' | 'headers'> & {
  readonly requestContext: { readonly requestId: string };
};

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
    requestContext,
  }: Event): Promise<APIGatewaySimpleAuthorizerWithContextResult<Caller>> => {
    const log = deps.log.with({ id: requestContext.requestId });
    const decision = decideByKey(
      await deps.accessKeys(),
      headers?.['authorization'] ?? '',
      deps.routeScopes[routeKey],
      deps.now(),
    );
    if (decision.status === 'allowed') {
      log.info('caller.allowed', { route: routeKey, keyId: decision.id });
      return { isAuthorized: true, context: { keyId: decision.id } };
    }
    const { reason, id: keyId = '' } = decision;
    log.warn('caller.refused', { route: routeKey, reason, keyId });
    return { isAuthorized: false, context: { keyId } };
  };

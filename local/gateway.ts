import { randomBytes } from 'node:crypto';
import type { Route } from '../lib/routes.ts';
import { createCors } from './cors.ts';
import { decodePath, toHttpEvent } from './http-event.ts';
import { type HttpAnswer, type HttpRequest, jsonAnswer } from './http-exchange.ts';
import { toHttpAnswer } from './http-result.ts';
import type { Lambda } from './lambda.ts';
import { matchRoute } from './route-match.ts';
import { verifySignature } from './sigv4.ts';

export type GatewayOptions = {
  readonly routes: readonly Route[];
  readonly corsOrigins: readonly string[];
  readonly lambda: Lambda;
  readonly now?: () => number;
};

/** The HTTP API: routes, IAM, CORS and the two translations, answering as API Gateway does. */
export const createGateway = ({ routes, corsOrigins, lambda, now = Date.now }: GatewayOptions) => {
  const cors = createCors(corsOrigins);

  const answer = async (request: HttpRequest, requestId: string): Promise<HttpAnswer> => {
    const path = decodePath(request.path);
    if (path === undefined) return jsonAnswer(400, { message: 'Bad Request' });
    const match = matchRoute(routes, request.method, path);
    if (match === undefined) return jsonAnswer(404, { message: 'Not Found' });
    const nowMs = now();
    const caller =
      match.route.access === 'public' ? undefined : await verifySignature(request, nowMs);
    if (match.route.access !== 'public' && caller === undefined) {
      return jsonAnswer(403, { message: 'Forbidden' });
    }
    const event = toHttpEvent({ request, match, requestId, nowMs, caller });
    const invoked = await lambda.invoke(match.route.function, JSON.stringify(event));
    if (invoked === 'throttled') return jsonAnswer(503, { message: 'Service Unavailable' });
    return toHttpAnswer(invoked);
  };

  return {
    /** Whether a request is the HTTP API's: a route or a preflight. */
    owns: (request: HttpRequest): boolean =>
      cors.preflight(request) !== undefined ||
      matchRoute(routes, request.method, decodePath(request.path) ?? request.path) !== undefined,
    answer: async (request: HttpRequest): Promise<HttpAnswer> => {
      const requestId = randomBytes(11).toString('base64url');
      const answered =
        cors.preflight(request) ?? cors.apply(request, await answer(request, requestId));
      return { ...answered, headers: [...answered.headers, ['apigw-requestid', requestId]] };
    },
  };
};

import type { StageConfig } from './config.ts';

/** Who called: what each authorizer knows a caller by. Empty on public routes. */
const caller: Record<StageConfig['authorizer']['type'], Readonly<Record<string, string>>> = {
  iam: { caller: '$context.identity.userArn' },
  jwt: { caller: '$context.identity.userArn', subject: '$context.authorizer.claims.sub' },
  key: { caller: '$context.identity.userArn', keyId: '$context.authorizer.keyId' },
};

/**
 * One line per request, as JSON. Names the route and never the request: a path holds openids, a
 * query holds `reserved` and `openid`, and WeChat's user agents tell people apart.
 * `error.message` and `authorizer.error` stay out as well: a refusal of IAM quotes the ARN that
 * was asked for, and with it the path.
 */
export const accessLogFormat = ({
  type,
}: StageConfig['authorizer']): Readonly<Record<string, string>> => ({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  integrationError: '$context.integration.error',
  errorType: '$context.error.responseType',
  ...caller[type],
  sourceIp: '$context.identity.sourceIp',
});

/**
 * One line per request, as JSON. Names the route and never the request: a path holds openids, a
 * query holds `reserved` and `openid`, and WeChat's user agents tell people apart.
 * `error.message` and `authorizer.error` stay out as well: a refusal of IAM quotes the ARN that
 * was asked for, and with it the path.
 */
export const accessLogFormat: Readonly<Record<string, string>> = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  integrationError: '$context.integration.error',
  errorType: '$context.error.responseType',
  /** The IAM principal of a back end; empty on public routes. */
  caller: '$context.identity.userArn',
  sourceIp: '$context.identity.sourceIp',
};

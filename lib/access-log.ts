import type { StageConfig } from './config.ts';

const signer = '$context.identity.userArn';

/**
 * Who called: what each authorizer knows a caller by, `-` on public routes. The route of the
 * access_token is signed for, whatever the authorizer of the others.
 */
const caller: Record<StageConfig['authorizer']['type'], Readonly<Record<string, string>>> = {
  iam: { caller: signer },
  jwt: { caller: '$context.authorizer.claims.sub', signer },
  key: { caller: '$context.authorizer.keyId', signer },
};

/**
 * One line of JSON per request. Each byte is paid for: CloudWatch keeps the time, and what a function
 * did stands in its own line under the same id. Names the route and never the request: a path holds
 * openids, a query holds `reserved` and `openid`, and WeChat's user agents tell people apart.
 * `error.message` and `authorizer.error` stay out as well: a refusal of IAM quotes the ARN that was
 * asked for, and with it the path.
 */
export const accessLogFormat = ({ type }: StageConfig['authorizer']): string =>
  JSON.stringify({
    id: '$context.requestId',
    route: '$context.routeKey',
    status: '$context.status',
    ms: '$context.responseLatency',
    ip: '$context.identity.sourceIp',
    ...caller[type],
  });

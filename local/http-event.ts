import { routeKey } from '../lib/routes.ts';
import type { Headers, HttpRequest } from './http-exchange.ts';
import type { RouteMatch } from './route-match.ts';

/** Who signed the request, as `requestContext.authorizer.iam` shows it. */
export type IamCaller = { readonly accessKey: string };

/**
 * The event that an HTTP API makes of a request (payload format 2.0):
 * docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const toHttpEvent = ({
  request,
  match,
  requestId,
  nowMs,
  caller,
}: {
  readonly request: HttpRequest;
  readonly match: RouteMatch;
  readonly requestId: string;
  readonly nowMs: number;
  readonly caller?: IamCaller | undefined;
}) => {
  const { cookie, ...headers } = request.headers;
  const key = routeKey(match.route);
  // Decoded, although its name says raw: that is what an HTTP API (unlike a REST API) passes on.
  const rawPath = decodePath(request.path) ?? request.path;
  const domainName = (headers['host'] ?? 'localhost').replace(/:\d+$/, '');
  return {
    version: '2.0',
    routeKey: key,
    rawPath,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookiesOf(cookie) }),
    headers: { ...headers, ...forwardedHeaders(request) },
    ...present('queryStringParameters', queryParameters(request.query)),
    requestContext: {
      accountId: caller === undefined ? 'anonymous' : '000000000000',
      apiId: 'local',
      ...(caller === undefined ? {} : { authorizer: { iam: iamOf(caller) } }),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? '',
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: key,
      stage: '$default',
      time: gatewayTime(nowMs),
      timeEpoch: nowMs,
    },
    ...present('pathParameters', match.pathParameters),
    ...bodyOf(request),
  };
};

/** Undefined when the path holds a percent sign that encodes nothing. */
export const decodePath = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

const present = <K extends string>(name: K, values: Readonly<Record<string, string>>) =>
  Object.keys(values).length === 0 ? {} : { [name]: values };

const cookiesOf = (header: string): readonly string[] =>
  header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');

const forwardedHeaders = ({ headers, sourceIp }: HttpRequest): Headers => ({
  'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter(Boolean).join(', '),
  'x-forwarded-port': /:(\d+)$/.exec(headers['host'] ?? '')?.[1] ?? '80',
  'x-forwarded-proto': 'http',
});

/** Values of one name are joined by commas. */
const queryParameters = (query: string): Readonly<Record<string, string>> => {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
};

/**
 * Which content types arrive as text is not documented; seen on AWS (github.com/ministackorg/
 * ministack/pull/766): these alone. Everything else, a form and no content type included, is base64.
 */
const isText = (contentType: string): boolean => {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^text\/|^application\/(json|xml|javascript)$/.test(type);
};

const bodyOf = ({ body, headers }: HttpRequest) => {
  if (body.length === 0) return { isBase64Encoded: false };
  return isText(headers['content-type'] ?? '')
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
};

const iamOf = ({ accessKey }: IamCaller) => ({
  accessKey,
  accountId: '000000000000',
  callerId: accessKey,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: `arn:aws:iam::000000000000:user/${accessKey}`,
  userId: accessKey,
});

/** Such as `23/Nov/2026:08:00:00 +0000`. */
const gatewayTime = (nowMs: number): string => {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
};

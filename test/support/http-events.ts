import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

export type EventParts = {
  /** Raw: as it stood in the URL. */
  readonly query?: string;
  /** Path variables, as API Gateway decodes them. */
  readonly path?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  /** An object is sent as JSON. */
  readonly body?: unknown;
};

/** What an HTTP API makes of a request (payload 2.0). */
export const anEvent = (
  routeKey: string,
  { query = '', path = {}, headers = {}, cookies, body }: EventParts = {},
): APIGatewayProxyEventV2 => {
  const [method = '', rawPath = ''] = routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: query,
    headers: { host: 'api.example.com', ...headers },
    pathParameters: path,
    ...(cookies === undefined ? {} : { cookies: [...cookies] }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: 'gateway-request',
      routeKey,
      stage: '$default',
      time: '23/Nov/2026:00:00:00 +0000',
      timeEpoch: 1_795_392_000_000,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
};

export const aContext = (remainingMs = 20_000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'function',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:function',
  memoryLimitInMB: '160',
  awsRequestId: 'request-1',
  logGroupName: '/aws/lambda/function',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => remainingMs,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

import { createServer } from 'node:http';
import { isAwsCall } from './aws-call.ts';
import {
  BodyTooLarge,
  closeServer,
  type Endpoint,
  type HttpAnswer,
  type HttpRequest,
  jsonAnswer,
  listen,
  readRequest,
  writeAnswer,
} from './http-exchange.ts';
import type { Lambda } from './lambda.ts';

const maxEventBytes = 6 * 1024 * 1024;

/** Lambda's Invoke on a free loopback port: `POST /2015-03-31/functions/<name>/invocations`. */
export const startLambdaEndpoint = async (lambda: Lambda): Promise<Endpoint> => {
  const server = createServer(async (message, response) => {
    try {
      const request = await readRequest(message, maxEventBytes);
      writeAnswer(response, await answerInvoke(lambda, request));
    } catch (error) {
      const answer =
        error instanceof BodyTooLarge
          ? failure(413, 'RequestTooLargeException', `the event exceeds ${maxEventBytes} bytes`)
          : failure(500, 'ServiceException', String(error));
      writeAnswer(response, answer);
    }
  });
  const port = await listen(server, 0, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
};

const answerInvoke = async (lambda: Lambda, request: HttpRequest): Promise<HttpAnswer> => {
  if (!isAwsCall(request)) {
    return failure(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const encoded = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path)?.[1];
  if (request.method !== 'POST' || encoded === undefined) {
    return failure(404, 'UnknownOperationException', 'only Invoke is known here');
  }
  // The last part of `arn:aws:lambda:...:function:<name>` is a name as well.
  const name = decodeURIComponent(encoded).split(':').at(-1) ?? '';
  if (!lambda.has(name)) {
    return failure(404, 'ResourceNotFoundException', `Function not found: ${name}`);
  }
  const event = request.body.length === 0 ? '{}' : request.body.toString('utf8');
  if (!isJson(event)) {
    return failure(400, 'InvalidRequestContentException', 'the event is not JSON');
  }
  switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'DryRun':
      return { status: 204, headers: [], body: '' };
    case 'Event':
      // The functions that are invoked this way are never retried (maximumRetryAttempts 0).
      lambda.invoke(name, event).catch(() => {});
      return { status: 202, headers: [], body: '' };
    default:
      return answerOf(await lambda.invoke(name, event));
  }
};

const answerOf = (invoked: Awaited<ReturnType<Lambda['invoke']>>): HttpAnswer => {
  if (invoked === 'throttled') return failure(429, 'TooManyRequestsException', 'Rate Exceeded.');
  const { payload, functionError } = invoked;
  return {
    status: 200,
    headers: [
      ['content-type', 'application/json'],
      ['x-amz-executed-version', '$LATEST'],
      ...(functionError ? ([['x-amz-function-error', functionError]] as const) : []),
    ],
    body: payload,
  };
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const failure = (status: number, type: string, message: string): HttpAnswer =>
  jsonAnswer(status, { Type: 'User', Message: message, message }, [['x-amzn-errortype', type]]);

import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { InvalidInput } from '../domain/errors.ts';
import { type Answer, problem } from './answer.ts';
import { readFailure } from './failure.ts';
import type { Log } from './log.ts';
import { errorPage, type Language, languageOf } from './pages.ts';

/** A request as handlers read it. */
export type HttpRequest = {
  /** `POST /v1/messages` */
  readonly routeKey: string;
  readonly rawQuery: string;
  readonly path: Readonly<Record<string, string | undefined>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: readonly string[];
  /** Decoded; undefined when the request had none. */
  readonly body: string | undefined;
  /** When this invocation is cut off. */
  readonly deadlineMs: number;
  readonly log: Log;
};

export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/**
 * The edge of every function that answers HTTP: the one `catch`. A person's browser gets a page,
 * a program gets problem+json.
 */
export const httpHandler =
  (
    deps: {
      readonly log: Log;
      readonly now: () => number;
      /** Route keys that browsers open. */
      readonly pages?: readonly string[];
      /** What they show of a request that is not in its form; by default, what is wrong with it. */
      readonly invalidPage?: (language: Language) => Answer;
    },
    handle: (request: HttpRequest) => Promise<Answer>,
  ): HttpHandler =>
  async (event, context) => {
    const log = deps.log.with({ id: event.requestContext.requestId });
    try {
      return await handle(readEvent(event, context, log, deps.now));
    } catch (error) {
      const failure = readFailure(error);
      const level = failure.code === 'invalid_request' ? 'info' : 'error';
      const event_ = failure.code === 'invalid_request' ? 'request.invalid' : 'request.failed';
      log[level](event_, { route: event.routeKey, code: failure.code, reason: failure.reason });
      if (!deps.pages?.includes(event.routeKey)) {
        const { code, detail, retryAfterSeconds } = failure;
        return problem({ code, detail, retryAfterSeconds });
      }
      const language = languageOf(event.headers['accept-language']);
      return failure.code === 'invalid_request' && deps.invalidPage !== undefined
        ? deps.invalidPage(language)
        : errorPage(language, failure);
    }
  };

const readEvent = (
  event: APIGatewayProxyEventV2,
  context: Context,
  log: Log,
  now: () => number,
): HttpRequest => ({
  routeKey: event.routeKey,
  rawQuery: event.rawQueryString,
  path: event.pathParameters ?? {},
  headers: event.headers,
  cookies: event.cookies ?? event.headers['cookie']?.split(/; */) ?? [],
  body: readBody(event),
  deadlineMs: now() + context.getRemainingTimeInMillis(),
  log,
});

/** Decoded leniently, bytes of another encoding would become another text. */
const readBody = ({ body, isBase64Encoded }: APIGatewayProxyEventV2): string | undefined => {
  if (body === undefined || !isBase64Encoded) return body;
  const bytes = Buffer.from(body, 'base64');
  if (!isUtf8(bytes)) throw new InvalidInput('the body must be UTF-8');
  return bytes.toString('utf8');
};

import { errorReason } from './error-reason.ts';
import { Failure } from './failure.ts';
import { type Signable, sign } from './signature.ts';
import type { Stage } from './stage.ts';
import type { Text } from './text.ts';
import { gatewayWords, noBearer, problemText, serviceUnreachable } from './words/service.ts';

export type ServiceRequest = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ServiceAnswer = {
  readonly status: number;
  /** Empty when the answer is no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What the answering machine takes the time for. */
  readonly dateMs: number | undefined;
  /** How long to wait before asking again, where it says so. */
  readonly retryAfterSeconds?: number | undefined;
};

/** API Gateway gives up after 30 s. */
const timeoutMs = 31_000;

/** One signed call of one of the service's routes. @throws Failure when there is no answer */
export const callService = async (
  stage: Stage,
  { method, path, body, headers = {} }: ServiceRequest,
): Promise<ServiceAnswer> => {
  const baseUrl = await stage.serviceUrl();
  const url = new URL(baseUrl + path);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const request = {
    url,
    method,
    headers: { ...headers, ...(text === undefined ? {} : { 'content-type': 'application/json' }) },
    body: text,
  };
  const authorized = await authorize(stage, request);
  try {
    const response = await fetch(url, {
      method,
      headers: authorized,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
      ...(text === undefined ? {} : { body: text }),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    const retryAfter = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
    return {
      status: response.status,
      body: readObject(await response.text()),
      dateMs: Number.isNaN(date) ? undefined : date,
      retryAfterSeconds: Number.isNaN(retryAfter) ? undefined : retryAfter,
    };
  } catch (error) {
    // its path may hold an openid
    const call = `${method} ${url.origin}`;
    const reason = errorReason(error);
    throw new Failure('service_unreachable', serviceUnreachable(call, reason), {
      facts: { call, reason },
    });
  }
};

/** A signature, or where the stage wants a key or a JWT, the one from the environment. */
const authorize = async (stage: Stage, request: Signable): Promise<Record<string, string>> => {
  const { region, authorizer } = stage.config;
  if (authorizer.type === 'iam') {
    const credentials = await stage.credentials();
    return sign(request, { service: 'execute-api', region, credentials });
  }
  const bearer = stage.scope.env['YICI_BEARER'];
  if (bearer === undefined || bearer === '') {
    throw new Failure('no_bearer', noBearer(authorizer.type));
  }
  return { ...request.headers, authorization: `Bearer ${bearer}` };
};

const readObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** What an answer that is no success means, in a sentence. */
export const serviceFailure = ({ status, body, retryAfterSeconds }: ServiceAnswer): Failure => {
  const { code, detail, errcode, errmsg, rid } = body;
  if (typeof code !== 'string') {
    return new Failure('gateway', gatewayWords(status), { facts: { status } });
  }
  const said = { errcode, errmsg, rid, detail, retryAfterSeconds };
  return new Failure(code, problemText(code, said, readHint(body['hint'])), {
    facts: { status, ...said },
  });
};

const readHint = (hint: unknown): Text | undefined =>
  hint !== null &&
  typeof hint === 'object' &&
  'zh' in hint &&
  'en' in hint &&
  typeof hint.zh === 'string' &&
  typeof hint.en === 'string'
    ? { zh: hint.zh, en: hint.en }
    : undefined;

export const userPath = (openid: string): string => `/v1/users/${encodeURIComponent(openid)}`;

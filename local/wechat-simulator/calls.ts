import type { Account } from './accounts.ts';
import { errmsgOf } from './errcodes.ts';
import type { Random } from './rid.ts';
import type { Change, World } from './world.ts';

/** JSON as it is parsed: shapes are checked where they are used. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

/** One request to an API path, read but not yet understood. */
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly ip: string;
  readonly nowMs: number;
  readonly rid: string;
  readonly random: Random;
};

/** What WeChat would answer, and what it would then remember. */
export type ApiOutcome = { readonly answer: JsonObject; readonly changes: readonly Change[] };

export type Api = (world: World, request: ApiRequest) => ApiOutcome;

/** One request as it was received and answered: the log, and what openapi/rid/get looks up. */
export type Call = {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The request's body: parsed where it is JSON, else its text; null if there was none. */
  readonly body: Json;
  readonly rawBody: string;
  /** What went out: parsed where it is JSON, else its text; null if nothing did. */
  readonly answer: Json;
  readonly status: number | null;
  /** The fault that was injected, in words; null for a natural answer. */
  readonly fault: string | null;
  readonly ip: string;
  readonly rid: string;
  readonly appid: string | null;
};

export function refuse(
  request: ApiRequest,
  errcode: number,
  text: string = errmsgOf(errcode),
): ApiOutcome {
  return { answer: { errcode, errmsg: `${text} rid: ${request.rid}` }, changes: [] };
}

export function succeed(answer: JsonObject, changes: readonly Change[] = []): ApiOutcome {
  return { answer: { errcode: 0, errmsg: 'ok', ...answer }, changes };
}

/**
 * The body of a POST. WeChat reads JSON whatever the Content-Type says, and SDKs in use rely on it
 * (axios given a string sends `application/x-www-form-urlencoded`).
 */
export function readJsonBody(
  request: ApiRequest,
):
  | { readonly ok: true; readonly body: JsonObject }
  | { readonly ok: false; readonly errcode: number } {
  if (request.method !== 'POST') return { ok: false, errcode: 43002 };
  if (request.body.trim() === '') return { ok: false, errcode: 44002 };
  const parsed = parseJson(request.body);
  if (!isObject(parsed)) return { ok: false, errcode: 47001 };
  return { ok: true, body: parsed };
}

/** undefined when the text is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The account that a call speaks for, as far as it says: by its access_token, else by its appid. */
export function accountOf(world: World, request: ApiRequest): Account | null {
  const token = world.tokens.get(request.query.get('access_token') ?? '');
  const body = parseJson(request.body);
  const named = request.query.get('appid') ?? (isObject(body) ? body['appid'] : undefined);
  const appid = token?.appid ?? named;
  return (typeof appid === 'string' && world.accounts.get(appid)) || null;
}

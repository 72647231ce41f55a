import { type Account, allowsAddress } from './accounts.ts';
import { type ApiOutcome, type ApiRequest, type Json, readJsonBody, refuse } from './calls.ts';
import { count } from './quota.ts';
import { randomText } from './rid.ts';
import type { Change, World } from './world.ts';

/**
 * The two lines of access_tokens know nothing of each other: neither ends the other's tokens
 * (developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken).
 */
export type TokenLine = 'token' | 'stable';

export type AccessToken = {
  readonly value: string;
  readonly appid: string;
  readonly line: TokenLine;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** From when on a newer token has replaced it; null while none has. */
  readonly endsAt: number | null;
  readonly forced: boolean;
};

const lifetimeMs = 7_200_000;
/** After a refresh the old and the new token are both valid for 5 minutes (AccessToken.html). */
const overlapMs = 300_000;
const forceIntervalMs = 30_000;

/** GET /cgi-bin/token: every call makes a new token, and the one before ends 5 minutes later. */
export function plainToken(world: World, request: ApiRequest): ApiOutcome {
  const parameters = {
    grant_type: request.query.get('grant_type') ?? undefined,
    appid: request.query.get('appid') ?? undefined,
    secret: request.query.get('secret') ?? undefined,
  };
  const checked = checkCaller(world, request, parameters);
  if (!checked.ok) return checked.outcome;
  const { account } = checked;
  const counting = count(world, account, '/cgi-bin/token', request.nowMs);
  if (!counting.ok) return refuse(request, counting.errcode);
  const ended = endNewest(world, account, 'token', request.nowMs + overlapMs);
  return issue(request, account, 'token', false, [counting.change, ...ended]);
}

/**
 * POST /cgi-bin/stable_token: the same token with what remains of its time, until 5 minutes before
 * its end; `force_refresh` ends it at once, at most 20 times a day and not within 30 seconds.
 */
export function stableToken(world: World, request: ApiRequest): ApiOutcome {
  const read = readJsonBody(request);
  if (!read.ok) return refuse(request, read.errcode);
  const checked = checkCaller(world, request, read.body);
  if (!checked.ok) return checked.outcome;
  const { account } = checked;
  const counting = count(world, account, '/cgi-bin/stable_token', request.nowMs);
  if (!counting.ok) return refuse(request, counting.errcode);

  const current = newestToken(world, account, 'stable');
  if (read.body['force_refresh'] === true && mayForce(current, request.nowMs)) {
    const forcing = count(world, account, 'forceRefresh', request.nowMs);
    if (!forcing.ok) return refuse(request, forcing.errcode);
    const ended = endAll(world, account, 'stable', request.nowMs);
    return issue(request, account, 'stable', true, [counting.change, forcing.change, ...ended]);
  }
  const remainingMs = (current?.expiresAt ?? 0) - request.nowMs;
  if (current === undefined || remainingMs < overlapMs) {
    return issue(request, account, 'stable', false, [counting.change]);
  }
  const answer = { access_token: current.value, expires_in: Math.floor(remainingMs / 1000) };
  return { answer, changes: [counting.change] };
}

/**
 * Who calls, where a call proves itself by appid and secret. The appid is looked at first: real
 * answers to calls with other parameters missing still said 40013.
 */
export function checkCaller(
  world: World,
  request: ApiRequest,
  given: { readonly [name: string]: Json | undefined },
  { secretName = 'secret', grantType = true } = {},
):
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly outcome: ApiOutcome } {
  const fail = (errcode: number) => ({ ok: false as const, outcome: refuse(request, errcode) });
  const { appid, [secretName]: secret } = given;
  if (!isText(appid)) return fail(41002);
  const account = world.accounts.get(appid);
  if (account === undefined) return fail(40013);
  if (grantType && given['grant_type'] !== 'client_credential') return fail(40002);
  if (!isText(secret)) return fail(41004);
  if (secret !== account.secret) return fail(world.assumptions.wrongSecretErrcode);
  if (!allowsAddress(account, request.ip))
    return { ok: false, outcome: refuseAddress(world, request) };
  return { ok: true, account };
}

/** Who calls, where a call proves itself by an access_token. */
export function checkAccessToken(
  world: World,
  request: ApiRequest,
):
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly outcome: ApiOutcome } {
  const fail = (errcode: number) => ({ ok: false as const, outcome: refuse(request, errcode) });
  const value = request.query.get('access_token');
  if (!isText(value)) return fail(41001);
  const token = world.tokens.get(value);
  const account = world.accounts.get(token?.appid ?? '');
  if (token === undefined || account === undefined) return fail(40001);
  if (token.endsAt !== null && request.nowMs >= token.endsAt) return fail(40001);
  if (request.nowMs >= token.expiresAt) return fail(42001);
  const gated = world.assumptions.ipAllowListCovers === 'allCalls';
  if (gated && !allowsAddress(account, request.ip))
    return { ok: false, outcome: refuseAddress(world, request) };
  return { ok: true, account };
}

/** A force_refresh within 30 seconds of the last one is answered as if it were not forced. */
function mayForce(current: AccessToken | undefined, nowMs: number): boolean {
  return current === undefined || !current.forced || nowMs - current.issuedAt >= forceIntervalMs;
}

function issue(
  request: ApiRequest,
  account: Account,
  line: TokenLine,
  forced: boolean,
  changes: readonly Change[],
): ApiOutcome {
  const token: AccessToken = {
    value: `${line === 'stable' ? 86 : 85}_${randomText(133, request.random)}`,
    appid: account.appid,
    line,
    issuedAt: request.nowMs,
    expiresAt: request.nowMs + lifetimeMs,
    endsAt: null,
    forced,
  };
  return {
    answer: { access_token: token.value, expires_in: lifetimeMs / 1000 },
    changes: [...changes, { kind: 'tokenSaved', token, newest: true }],
  };
}

function newestToken(world: World, account: Account, line: TokenLine): AccessToken | undefined {
  return world.tokens.get(world.newestTokens.get(`${line} ${account.appid}`) ?? '');
}

function endNewest(
  world: World,
  account: Account,
  line: TokenLine,
  endsAt: number,
): readonly Change[] {
  const token = newestToken(world, account, line);
  return token === undefined
    ? []
    : [{ kind: 'tokenSaved', token: { ...token, endsAt }, newest: false }];
}

function endAll(world: World, account: Account, line: TokenLine, nowMs: number): Change[] {
  return [...world.tokens.values()]
    .filter((token) => token.appid === account.appid && token.line === line)
    .filter((token) => (token.endsAt ?? token.expiresAt) > nowMs)
    .map((token) => ({ kind: 'tokenSaved', token: { ...token, endsAt: nowMs }, newest: false }));
}

function refuseAddress(world: World, request: ApiRequest): ApiOutcome {
  const errcode = world.assumptions.ipRefusalErrcode;
  const text =
    errcode === 61004
      ? `access clientip is not registered requestIP: ${request.ip}`
      : `invalid ip ${request.ip} ipv6 ::ffff:${request.ip}, not in whitelist`;
  return refuse(request, errcode, text);
}

function isText(value: Json | undefined | null): value is string {
  return typeof value === 'string' && value !== '';
}

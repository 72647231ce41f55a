import * as v from 'valibot';
import type { Route } from '../../lib/routes.ts';
import { matchRoute } from '../../local/route-match.ts';
import { problems } from '../../src/entry/problem.ts';
import type { HttpAnswer } from './fuzz-client.ts';
import type { FuzzedRequest } from './fuzz-requests.ts';
import type { FuzzedRoute } from './fuzz-routes.ts';

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** What the gateway answers by itself; undefined when a function is to answer. */
const gatewayAnswer = (
  { path, signed }: FuzzedRequest,
  match: Route | undefined,
): { readonly status: number; readonly message: string } | undefined => {
  if (decoded(path) === undefined) return { status: 400, message: 'Bad Request' };
  if (match === undefined) return { status: 404, message: 'Not Found' };
  if (match.access !== 'public' && !signed) return { status: 403, message: 'Forbidden' };
  return undefined;
};

/** The body as JSON, when it is some; by the rules of the wire, not by our own reader. */
const jsonOf = (bytes: Buffer): unknown => {
  const text = bytes.toString('utf8');
  try {
    return Buffer.byteLength(text) > 8_192 ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isInForm = ({ headers, body }: FuzzedRequest, route: FuzzedRoute): boolean => {
  if (route.key === 'POST /v1/messages') {
    const key = headers['idempotency-key'];
    if (key === undefined || !/^[!-~]{1,255}$/.test(key.trim())) return false;
  }
  return route.schema === undefined || v.safeParse(route.schema, jsonOf(body)).success;
};

const members = [
  'type',
  'title',
  'status',
  'detail',
  'code',
  'sendId',
  'errcode',
  'errmsg',
  'rid',
  'hint',
];
const waiting = ['credit_in_flight', 'too_many_keys', 'wechat_unavailable', 'unavailable'];

/** What is wrong with a problem+json answer; undefined when nothing is. */
export const problemFault = ({ status, headers, body }: HttpAnswer): string | undefined => {
  if (headers['content-type'] !== 'application/problem+json') return `${headers['content-type']}`;
  if (headers['cache-control'] !== 'no-store') return 'it may be cached';
  const told = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const { type, title, code, detail } = told;
  const known = Object.entries(problems).find(([name]) => name === code)?.[1];
  if (known === undefined) return `no such code: ${code}`;
  if (type !== `urn:yici:problem:${code}` || title !== known.title)
    return `type or title of ${code}`;
  if (told['status'] !== status) return `status ${told['status']}`;
  if (status !== known.status && !(code === 'no_credit' && status === 404))
    return `${status} for ${code}`;
  if (detail !== undefined && (typeof detail !== 'string' || detail === '')) return 'detail';
  const extra = Object.keys(told).find((name) => !members.includes(name));
  if (extra !== undefined) return `member ${extra}`;
  if (waiting.includes(String(code)) && !/^[1-9][0-9]*$/.test(headers['retry-after'] ?? ''))
    return 'no Retry-After';
  return undefined;
};

const pageFault = ({ headers, body }: HttpAnswer): string | undefined => {
  if (headers['content-type'] !== 'text/html; charset=utf-8') return `${headers['content-type']}`;
  if (!String(headers['content-security-policy']).startsWith("default-src 'none'"))
    return 'no policy';
  if (headers['cache-control'] !== 'no-store') return 'it may be cached';
  return body.startsWith('<!doctype html>') ? undefined : 'no page';
};

const isBrowserRoute = (key: string): boolean => /^GET \/(subscribe|consent)/.test(key);

/** What is wrong with the answer to a request; undefined when nothing is. */
export const faultOf = (
  request: FuzzedRequest,
  answer: HttpAnswer,
  routes: readonly Route[],
  fuzzed: readonly FuzzedRoute[],
): string | undefined => {
  const { method, path } = request;
  const match = matchRoute(routes, method, decoded(path) ?? '')?.route;
  const gateway = gatewayAnswer(request, match);
  const { status, body, headers } = answer;
  if (gateway !== undefined) {
    const right =
      status === gateway.status &&
      headers['content-type'] === 'application/json' &&
      body === (method === 'HEAD' ? '' : JSON.stringify({ message: gateway.message }));
    return right ? undefined : `the gateway should say ${gateway.status}`;
  }
  // what was meant for one route may have come to another
  const route = fuzzed.find(({ key }) => key === `${match?.method} ${match?.path}`);
  if (route === undefined) return `no such route: ${match?.path}`;
  if (!isInForm(request, route) && status !== 400) return 'it is not in the documented form';
  if (status !== 400 && !route.statuses.includes(status)) return 'no such status is documented';
  if (status < 400) return passFault(request, route, answer);
  if (isBrowserRoute(route.key)) return pageFault(answer);
  if (route.key === 'GET /v1/health') return status === 503 ? undefined : 'health';
  return problemFault(answer);
};

const passFault = (
  { path, query, body }: FuzzedRequest,
  route: FuzzedRoute,
  { status, headers, body: text }: HttpAnswer,
): string | undefined => {
  const parsed = jsonOf(body);
  const given = {
    path: (decoded(path) ?? '').split('/').slice(1),
    query: new URLSearchParams(query),
    body: (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<string, unknown>,
  };
  // `v1` is the first segment: variables are counted as in /v1/users/{openid}/credits/{scene}
  if (!route.mayPass(given)) return 'it should not have passed';
  if (status === 302) return headers.location === undefined ? 'no location' : undefined;
  if (route.key.startsWith('GET /MP_verify')) return text === 'yiciLocal' ? undefined : 'content';
  if (headers['content-type'] !== 'application/json') return `${headers['content-type']}`;
  JSON.parse(text);
  return undefined;
};

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** An answer as a caller reads it. */
export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
  /** Empty when the body is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
};

export const readAnswer = (result: APIGatewayProxyStructuredResultV2 | string): Answered => {
  if (typeof result === 'string') throw new Error('an answer must say its status');
  const { statusCode = 0, headers = {}, cookies = [], body = '' } = result;
  return {
    status: statusCode,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    cookies,
    body,
    json: (headers['content-type'] ?? '').toString().includes('json') ? JSON.parse(body) : {},
  };
};

/** Statuses that each route may answer, whatever happens; 500 is for none of them. */
const statuses: Readonly<Record<string, readonly number[]>> = {
  'GET /subscribe': [302, 400, 503],
  'POST /v1/confirm-links': [201, 400, 503],
  'POST /v1/users/{openid}/confirm-links': [201, 400, 503],
  'GET /consent/{state+}': [302, 400, 503],
  'POST /v1/consents': [200, 400, 403, 410, 503],
  'POST /v1/receipts': [200, 400, 410, 503],
  'POST /v1/messages': [200, 202, 400, 409, 422, 424, 429, 503],
  'GET /v1/users/{openid}/credits': [200, 400, 503],
  'GET /v1/users/{openid}/credits/{scene}': [200, 400, 404, 503],
  'POST /v1/users/{openid}/credits/{scene}/resolution': [200, 400, 404, 409, 503],
  'DELETE /v1/users/{openid}': [200, 400, 503],
  'GET /v1/health': [200, 503],
};

/** Codes, each with the statuses that may carry it, and whether it says when to come again. */
const codes: Readonly<
  Record<string, { readonly status: readonly number[]; readonly again?: true }>
> = {
  invalid_request: { status: [400] },
  idempotency_key_missing: { status: [400] },
  ticket_invalid: { status: [403] },
  no_credit: { status: [404, 409] },
  credit_in_flight: { status: [409], again: true },
  credit_unknown: { status: [409] },
  not_unknown: { status: [409] },
  no_chance: { status: [409] },
  ticket_expired: { status: [410] },
  receipt_expired: { status: [410] },
  key_reused: { status: [422] },
  message_refused: { status: [422] },
  refused_by_wechat: { status: [424] },
  too_many_keys: { status: [429], again: true },
  wechat_unavailable: { status: [503], again: true },
  wechat_blocked: { status: [503] },
  unavailable: { status: [503], again: true },
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

const browserRoutes = ['GET /subscribe', 'GET /consent/{state+}'];

const demand = (isSo: boolean, what: string): void => {
  if (!isSo) throw new Error(what);
};

/** @throws Error when an answer is not in the documented form */
export const checkShape = (route: string, { status, headers, body, json }: Answered): void => {
  const shown = `${route} answered ${status} ${body.slice(0, 300)}`;
  demand(statuses[route]?.includes(status) ?? false, `${shown}: no such status here`);
  demand(headers['cache-control'] === 'no-store', `${shown}: may be cached`);
  const type = headers['content-type'] ?? '';
  if (browserRoutes.includes(route)) {
    const isPage = type.startsWith('text/html') && /<html/.test(body);
    demand(
      status === 302 ? URL.canParse(headers['location'] ?? '') : isPage,
      `${shown}: not for a person`,
    );
    return;
  }
  if (status < 300 || route === 'GET /v1/health') {
    demand(type === 'application/json', `${shown}: is ${type}`);
    return;
  }
  const code = codes[String(json['code'])];
  const after = headers['retry-after'];
  demand(type === 'application/problem+json', `${shown}: is ${type}`);
  demand(
    code?.status.includes(status) ?? false,
    `${shown}: code and status do not belong together`,
  );
  demand(json['status'] === status, `${shown}: its status is not the answer's`);
  demand(json['type'] === `urn:yici:problem:${json['code']}`, `${shown}: wrong type`);
  demand(typeof json['title'] === 'string' && json['title'] !== '', `${shown}: no title`);
  demand(['undefined', 'string'].includes(typeof json['detail']), `${shown}: detail is no text`);
  demand(
    Object.keys(json).every((name) => members.includes(name)),
    `${shown}: unknown member`,
  );
  demand(code?.again !== true || /^[1-9][0-9]*$/.test(after ?? ''), `${shown}: no Retry-After`);
};

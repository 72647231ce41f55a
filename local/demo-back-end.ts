import { randomBytes } from 'node:crypto';
import { type HttpAnswer, type HttpRequest, jsonAnswer } from './http-exchange.ts';
import { type JsonObject, jsonObject, textOf } from './json.ts';
import { signRequest } from './sigv4.ts';

export type DemoOptions = {
  readonly serviceUrl: string;
  /** As the browser reaches it. */
  readonly simulatorUrl: string;
  /** As this back end reaches it. */
  readonly simulatorApiUrl: string;
  readonly returnTargets: Readonly<Record<string, string>>;
  readonly scenes: readonly number[];
};

/**
 * The back end of the demo page: what an owner's own back end would be. It calls the service over
 * HTTP with signed requests, as any other caller, and learns an openid from a receipt alone.
 * @returns undefined for a path that is not its own.
 */
export const createDemoBackEnd = (options: DemoOptions) => {
  const sessions = createSessions();
  const service = createServiceClient(options.serviceUrl);

  const openReceipt = async (request: HttpRequest): Promise<HttpAnswer> => {
    const receipt = textOf(jsonObject(request.body.toString('utf8'))?.['receipt']);
    if (receipt === undefined) return problem(400, 'receipt_missing', 'receipt must be a string');
    const opened = await service('POST', '/v1/receipts', { receipt });
    const openid = textOf(opened.value?.['openid']);
    if (opened.status !== 200 || openid === undefined) return passOn(opened);
    const cookie = `yici_demo=${sessions.begin(openid)}; Path=/demo/; HttpOnly; SameSite=Lax`;
    return jsonAnswer(200, { ...opened.value, openid: masked(openid) }, [['set-cookie', cookie]]);
  };

  const sendMessage = async (request: HttpRequest, openid: string): Promise<HttpAnswer> => {
    const { key, ...message } = jsonObject(request.body.toString('utf8')) ?? {};
    const idempotencyKey = textOf(key);
    if (idempotencyKey === undefined) return problem(400, 'key_missing', 'key must be a string');
    const sent = await service('POST', '/v1/messages', { ...message, openid }, idempotencyKey);
    return passOn(sent, openid);
  };

  const listCredits = async (openid: string): Promise<HttpAnswer> =>
    passOn(await service('GET', `/v1/users/${encodeURIComponent(openid)}/credits`), openid);

  return async (request: HttpRequest): Promise<HttpAnswer | undefined> => {
    const openid = sessions.openidOf(request.headers['cookie'] ?? '');
    switch (`${request.method} ${request.path}`) {
      case 'GET /demo/config.json':
        return jsonAnswer(200, await pageConfig(options));
      case 'POST /demo/api/receipts':
        return openReceipt(request);
      case 'POST /demo/api/messages':
        return openid === undefined ? noSession : sendMessage(request, openid);
      case 'GET /demo/api/credits':
        return openid === undefined ? noSession : listCredits(openid);
      default:
        return undefined;
    }
  };
};

const problem = (status: number, code: string, detail: string): HttpAnswer =>
  jsonAnswer(status, { status, code, detail });

const noSession = problem(
  409,
  'no_session',
  'the demo back end does not know who you are: confirm first, then hand it the receipt',
);

/** Who is on the other side, by a random cookie; gone with the process. */
const createSessions = () => {
  const openids = new Map<string, string>();
  return {
    begin: (openid: string): string => {
      const id = randomBytes(16).toString('hex');
      openids.set(id, openid);
      const [oldest] = openids.keys();
      if (openids.size > 1_000 && oldest !== undefined) openids.delete(oldest);
      return id;
    },
    openidOf: (cookies: string): string | undefined =>
      openids.get(/(?:^|; *)yici_demo=([0-9a-f]{32})(?:;|$)/.exec(cookies)?.[1] ?? ''),
  };
};

type ServiceAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly value: JsonObject | undefined;
};

const createServiceClient =
  (serviceUrl: string) =>
  async (
    method: 'GET' | 'POST',
    path: string,
    input?: JsonObject,
    idempotencyKey?: string,
  ): Promise<ServiceAnswer> => {
    const url = new URL(path, serviceUrl);
    const body = input === undefined ? undefined : JSON.stringify(input);
    const headers = await signRequest(url, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? 'application/json';
    return { status: response.status, contentType, text, value: jsonObject(text) };
  };

/** The browser gets what the service said, but for the openid, which it has no need to know. */
const passOn = ({ status, contentType, text }: ServiceAnswer, openid?: string): HttpAnswer => ({
  status,
  headers: [['content-type', contentType]],
  body: openid === undefined ? text : text.replaceAll(openid, masked(openid)),
});

const masked = (openid: string): string => `${openid.slice(0, 4)}...${openid.slice(-4)}`;

const pageConfig = async (options: DemoOptions) => ({
  simulatorUrl: options.simulatorUrl,
  serviceUrl: options.serviceUrl,
  scenes: options.scenes,
  targets: Object.keys(options.returnTargets),
  users: await demoUsers(options.simulatorApiUrl),
});

const demoUsers = async (simulatorUrl: string): Promise<unknown> => {
  try {
    const response = await fetch(`${simulatorUrl}/_simulator/state`);
    return jsonObject(await response.text())?.['users'] ?? [];
  } catch {
    return [];
  }
};

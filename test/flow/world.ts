import { randomInt } from 'node:crypto';
import { deployedKind, deployedPlace } from './deployed-place.ts';
import { localPlace } from './local-place.ts';
import type { Place } from './place.ts';

/** Where these tests run: on this machine, or against a deployment that YICI_WORLD describes. */
export const where: 'local' | 'emulator' | 'aws' = deployedKind() ?? 'local';

/** How many may call at once. An emulator starts a process of some 76 MB for each of them. */
export const crowd = where === 'local' ? 200 : 20;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** Empty when the body is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
};

const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  let json: Readonly<Record<string, unknown>> = {};
  try {
    json = JSON.parse(text);
  } catch {
    // a page
  }
  return { status: response.status, headers: response.headers, json, text };
};

/** The service and WeChat, as a test reaches them. */
export const startWorld = async () => {
  const place: Place = await (where === 'local' ? localPlace() : deployedPlace());

  const simulate = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Answer> =>
    readAnswer(
      await fetch(`${place.simulatorUrl()}/_simulator/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );

  /** A signed call of the owner's back end. */
  const call = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const url = new URL(`${place.apiUrl()}${path}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signed = await place.sign(url, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    return readAnswer(
      await fetch(url, { method, headers: signed, ...(text === undefined ? {} : { body: text }) }),
    );
  };

  return {
    get serviceUrl() {
      return place.serviceUrl();
    },
    get returnOrigin() {
      return place.returnOrigin();
    },
    simulate,
    call,
    refresh: place.refresh,
    forgetToken: place.forgetToken,
    logs: place.logs,
    inbox: async (openid: string) => {
      const { json } = await simulate('GET', `inbox?openid=${openid}`);
      return json['messages'] as readonly Readonly<Record<string, unknown>>[];
    },
    /** How often WeChat's path was called. */
    calls: async (path: string) => {
      const { json } = await simulate('GET', `calls?path=${path}`);
      return (json['calls'] as readonly unknown[]).length;
    },
    credit: (openid: string, scene = 1001) => call('GET', `/v1/users/${openid}/credits/${scene}`),
    send: (
      openid: string,
      key: string,
      changes: Readonly<Record<string, unknown>> = {},
    ): Promise<Answer> =>
      call(
        'POST',
        '/v1/messages',
        { openid, scene: 1001, title: '上课提醒', content: '明天上午九点\n一号楼 203', ...changes },
        { 'idempotency-key': key },
      ),
    restart: place.restart,
    close: place.close,
  };
};

export type World = Awaited<ReturnType<typeof startWorld>>;

/** A deployment remembers the users of earlier runs and of other files. */
const run = String(randomInt(100_000)).padStart(5, '0');
let users = 0;

/** Somebody with a phone: a WeChat user and the browser that keeps one cookie. */
export const aPerson = async (world: World) => {
  users += 1;
  const openid = `oFlowUser${run}${String(users).padStart(14, '0')}`;
  await world.simulate('POST', 'users', { openid });
  let cookie = '';

  const open = async (url: string): Promise<Answer> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: cookie === '' ? {} : { cookie },
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return readAnswer(response);
  };
  const locationOf = ({ headers }: Answer): string => headers.get('location') ?? '';

  const tap = async (url: string, action: 'confirm' | 'cancel'): Promise<string> => {
    const { json } = await world.simulate('POST', 'confirm', { url, openid, action });
    return String(json['location']);
  };

  const subscribe = async ({
    scene = 1001,
    target = 'demo',
    state = 'class_id=123',
  }: {
    readonly scene?: number;
    readonly target?: string;
    readonly state?: string;
  } = {}): Promise<string> =>
    locationOf(
      await open(
        `${world.serviceUrl}/subscribe?scene=${scene}&return=${target}&state=${encodeURIComponent(state)}`,
      ),
    );

  return {
    openid,
    open,
    tap,
    subscribe,
    forgetCookies: () => {
      cookie = '';
    },
    /** Subscribes and taps 确认; what comes back is the callback's address. */
    callback: async (options: Parameters<typeof subscribe>[0] = {}): Promise<string> =>
      tap(await subscribe(options), 'confirm'),
    /** The whole way: the parameters that the H5 page is given. */
    confirm: async (options: Parameters<typeof subscribe>[0] = {}): Promise<URLSearchParams> =>
      resultOf(locationOf(await open(await tap(await subscribe(options), 'confirm')))),
    /** Opens a callback; what the H5 page is given. */
    arrive: async (callback: string): Promise<URLSearchParams> =>
      resultOf(locationOf(await open(callback))),
  };
};

/** Of a return target: from the fragment's query where there is a fragment. */
export const resultOf = (location: string): URLSearchParams =>
  new URLSearchParams(location.slice(location.lastIndexOf('?')));

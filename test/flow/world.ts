import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signRequest } from '../../local/sigv4.ts';
import { type Local, startLocal } from '../../local/start-local.ts';

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

/** What npm start runs, on free ports, with its own data folder; it can be restarted over it. */
export const startWorld = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-flow-'));
  let local: Local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });
  const ports = () => ({
    port: Number(new URL(local.serviceUrl).port),
    simulatorPort: Number(new URL(local.simulatorUrl).port),
  });

  const simulate = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Answer> =>
    readAnswer(
      await fetch(`${local.simulatorUrl}/_simulator/${path}`, {
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
    const url = new URL(path, local.serviceUrl);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signed = await signRequest(url, {
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
      return local.serviceUrl;
    },
    simulate,
    call,
    refresh: () => local.invokeRefresh(),
    logs: () => local.logs(),
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
    restart: async () => {
      const kept = ports();
      await local.close();
      local = await startLocal({ ...kept, dataDir, schedule: false });
    },
    close: async () => {
      await local.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export type World = Awaited<ReturnType<typeof startWorld>>;

let users = 0;

/** Somebody with a phone: a WeChat user and the browser that keeps one cookie. */
export const aPerson = async (world: World) => {
  users += 1;
  const openid = `oFlowUser${String(users).padStart(19, '0')}`;
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

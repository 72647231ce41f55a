import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signRequest } from '../../local/sigv4.ts';
import { type Local, startLocal } from '../../local/start-local.ts';

export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

type Method = 'GET' | 'POST' | 'DELETE';

/**
 * What `npm start` runs, on free ports, over a data folder of its own.
 * @param heard given every answer of the service, as a listener on the wire would have it
 */
export const startLocalWorld = async (heard: (answer: string) => void = () => {}) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-lies-'));
  const lines: string[] = [];
  const start = () =>
    startLocal({
      port: 0,
      simulatorPort: 0,
      dataDir,
      schedule: false,
      onLogLine: (line) => lines.push(line),
    });
  let local: Local = await start();

  const receive = async (response: Response): Promise<Answered> => {
    const { status, headers } = response;
    const text = await response.text();
    heard(`${status} ${JSON.stringify([...headers])} ${text}`);
    return { status, headers, text };
  };

  const simulate = async (method: Method, path: string, body?: unknown) => {
    const response = await fetch(`${local.simulatorUrl}/_simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  return {
    get local() {
      return local;
    },
    get serviceUrl() {
      return local.serviceUrl;
    },
    /** Every line that a function has written, its name in front. */
    lines: lines as readonly string[],
    simulate,
    /** A signed call of the owner's back end. */
    call: async (
      method: Method,
      path: string,
      body?: unknown,
      extra: Readonly<Record<string, string>> = {},
    ): Promise<Answered> => {
      const url = new URL(path, local.serviceUrl);
      const text =
        body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const headers = await signRequest(url, {
        method,
        headers: { 'content-type': 'application/json', ...extra },
        ...text,
      });
      return receive(await fetch(url, { method, headers, ...text }));
    },
    /** A request of anybody, not followed. */
    open: async (url: string, init: RequestInit = {}): Promise<Answered> =>
      receive(await fetch(new URL(url, local.serviceUrl), { redirect: 'manual', ...init })),
    restart: async () => {
      await local.close();
      local = await start();
    },
    close: async () => {
      await local.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export type LocalWorld = Awaited<ReturnType<typeof startLocalWorld>>;

/** Somebody with a phone that keeps one cookie. */
export const aPhone = async (world: LocalWorld, openid: string) => {
  await world.simulate('POST', 'users', { openid });
  let cookie = '';
  const open = async (url: string): Promise<string> => {
    const { headers } = await world.open(url, cookie === '' ? {} : { headers: { cookie } });
    cookie = headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return headers.get('location') ?? '';
  };
  const tap = async (url: string, action: 'confirm' | 'cancel'): Promise<string> =>
    String((await world.simulate('POST', 'confirm', { url, openid, action }))['location']);
  const callback = async (
    scene = 1001,
    action: 'confirm' | 'cancel' = 'confirm',
  ): Promise<string> =>
    tap(await open(`/subscribe?scene=${scene}&return=demo&state=class_id%3D123`), action);
  return {
    openid,
    open,
    tap,
    /** Subscribes and taps; what comes back is the callback's address. */
    callback,
    /** Opens a callback; what the H5 page is given. */
    arrive: async (url: string): Promise<URLSearchParams> => {
      const location = await open(url);
      return new URLSearchParams(location.slice(location.lastIndexOf('?')));
    },
  };
};

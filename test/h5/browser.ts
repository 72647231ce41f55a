// As much of a browser as the kit touches, with the shipped yici.iife.js running in it.

import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import type * as Kit from '../../h5/yici.js';

const iife = new Script(readFileSync(new URL('../../h5/yici.iife.js', import.meta.url), 'utf8'), {
  filename: 'yici.iife.js',
});

const wechatAgent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN';

export type Call = { readonly url: string; readonly body: unknown; readonly init: unknown };
export type Answer = { readonly status: number; readonly body: unknown };
/** Answers a call; a string is the message of a network failure. */
export type Service = (call: Call) => Answer | string | Promise<Answer | string>;

export type Page = {
  readonly kit: typeof Kit;
  readonly window: Record<string, unknown>;
  readonly href: () => string;
  /** Where the page was told to go. */
  readonly left: () => string | undefined;
  readonly historyState: () => unknown;
  /** Same-document navigations that a router would hear of. */
  readonly routeChanges: readonly string[];
  /** What a router does. */
  readonly changeAddress: (to: string) => void;
  readonly fire: (event: string) => void;
};

export type PageOptions = {
  readonly userAgent?: string;
  readonly historyState?: unknown;
  readonly globals?: Record<string, unknown>;
};

export type Tab = {
  readonly load: (url: string, options?: PageOptions) => Page;
};

export type Storage = { getItem(key: string): string | null } & Record<string, unknown>;

/** A phone: one localStorage, one clock, any number of tabs. */
export const createPhone = (service: Service = () => 'no service') => {
  const clock = createClock();
  const localStorage = createStorage();
  const calls: Call[] = [];

  const fetch = async (url: string, init: { body: string }) => {
    const call = { url, body: JSON.parse(init.body), init };
    calls.push(call);
    const answer = await service(call);
    if (typeof answer === 'string') throw new TypeError(answer);
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return { status: answer.status, text: async () => text };
  };

  const openTab = (): Tab => {
    const sessionStorage = createStorage();
    return {
      load: (url, options = {}) =>
        loadPage(url, { clock, fetch, localStorage, sessionStorage, ...options }),
    };
  };
  return { clock, calls, localStorage, openTab };
};

const loadPage = (
  url: string,
  {
    clock,
    userAgent = wechatAgent,
    historyState = null,
    globals = {},
    ...given
  }: PageOptions & {
    readonly clock: ReturnType<typeof createClock>;
    readonly fetch: unknown;
    readonly localStorage: unknown;
    readonly sessionStorage: unknown;
  },
): Page => {
  let here = new URL(url);
  let state = historyState;
  let target: string | undefined;
  const routeChanges: string[] = [];
  const listeners = new Map<string, Set<() => void>>();

  const location = {
    get href() {
      return here.href;
    },
    get origin() {
      return here.origin;
    },
    assign: (to: string) => {
      target = new URL(to, here).href;
    },
    replace: (to: string) => {
      const next = new URL(to, here);
      if (next.hash === '' || withoutHash(next) !== withoutHash(here)) {
        throw new Error(`the page would have been loaded again, from ${next.href}`);
      }
      if (next.href === here.href) return;
      here = next;
      state = null;
      routeChanges.push(here.hash);
    },
  };
  const history = {
    get state() {
      return state;
    },
    replaceState: (next: unknown, _title: string, to: string) => {
      const replaced = new URL(to, here);
      if (replaced.origin !== here.origin) throw new Error(`SecurityError: ${replaced.href}`);
      here = replaced;
      state = next;
    },
  };
  const window: Record<string, unknown> = {
    ...given,
    location,
    history,
    navigator: { userAgent },
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    Date: { now: clock.now, parse: Date.parse },
    addEventListener: (name: string, listener: () => void) => {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
    },
    removeEventListener: (name: string, listener: () => void) => {
      listeners.get(name)?.delete(listener);
    },
    ...globals,
  };
  window['window'] = window;
  for (const [name, value] of Object.entries(window)) {
    if (value === undefined) delete window[name];
  }
  const context = createContext(window);
  iife.runInContext(context);
  return {
    kit: new Script('yici').runInContext(context) as typeof Kit,
    window,
    href: () => here.href,
    left: () => target,
    historyState: () => state,
    routeChanges,
    changeAddress: (to) => {
      here = new URL(to, here);
    },
    fire: (event) => {
      for (const listener of listeners.get(event) ?? []) listener();
    },
  };
};

const withoutHash = (url: URL): string => url.href.split('#')[0] ?? '';

/** Own enumerable keys are what is stored, as in a browser. */
export const createStorage = (): Storage =>
  Object.create({
    getItem(this: Record<string, string>, key: string) {
      return Object.hasOwn(this, key) ? this[key] : null;
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      this[key] = String(value);
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  }) as Storage;

const createClock = () => {
  let nowMs = Date.UTC(2026, 0, 5, 8);
  let timers: { readonly id: number; readonly atMs: number; readonly run: () => void }[] = [];
  let ids = 0;
  return {
    now: () => nowMs,
    setTimeout: (run: () => void, afterMs: number) => {
      ids += 1;
      timers.push({ id: ids, atMs: nowMs + afterMs, run });
      return ids;
    },
    clearTimeout: (id: number) => {
      timers = timers.filter((timer) => timer.id !== id);
    },
    waiting: () => timers.length,
    advance: async (byMs: number) => {
      const untilMs = nowMs + byMs;
      for (;;) {
        await settled();
        const next = timers.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined || next.atMs > untilMs) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = untilMs;
    },
  };
};

/** Every promise that can settle without a timer has settled. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A value of the page's realm as one of ours, so that it can be compared. */
export const plain = (value: unknown): unknown =>
  value === null || value === undefined ? value : JSON.parse(JSON.stringify(value));

import { randomUUID } from 'node:crypto';
import {
  type FunctionDefinition,
  type FunctionHost,
  type Invoked,
  type LogLine,
  startFunctionHost,
} from './function-host.ts';
import type { FunctionError } from './function-worker.ts';

export type Lambda = {
  readonly has: (name: string) => boolean;
  /**
   * @param event JSON.
   * @returns `throttled` beyond the concurrency limit, as Lambda does.
   */
  readonly invoke: (name: string, event: string) => Promise<Invoked | 'throttled'>;
  /** Starts every function and answers which of them failed in INIT. */
  readonly warm: () => Promise<ReadonlyMap<string, FunctionError>>;
  /** Next events go to a new thread that loads the bundle again; the old one finishes its own. */
  readonly reload: (name: string) => void;
  readonly close: () => Promise<void>;
};

/** A fresh account's limit on concurrent invocations. */
const concurrencyLimit = 1_000;

/**
 * Runs functions as Lambda does, one thread each, started by their first event.
 * @param definitions by name; may be filled later, because functions are told addresses of servers
 *   that need this runtime.
 */
export const createLambda = (
  definitions: ReadonlyMap<string, FunctionDefinition>,
  log: LogLine,
): Lambda => {
  const hosts = new Map<string, FunctionHost>();
  const retired = new Set<Promise<void>>();

  const retire = (name: string) => {
    const host = hosts.get(name);
    hosts.delete(name);
    if (host === undefined) return;
    const gone = host.drain().finally(() => retired.delete(gone));
    retired.add(gone);
  };
  const hostOf = (name: string): FunctionHost => {
    const running = hosts.get(name);
    if (running?.usable()) return running;
    retire(name);
    const definition = definitions.get(name);
    if (definition === undefined) throw new Error(`no function is named ${name}`);
    const host = startFunctionHost(definition, log);
    hosts.set(name, host);
    return host;
  };

  return {
    has: (name) => definitions.has(name),
    invoke: async (name, event) => {
      const underWay = [...hosts.values()].reduce((sum, host) => sum + host.busy(), 0);
      if (underWay >= concurrencyLimit) return 'throttled';
      return hostOf(name).invoke(event, randomUUID());
    },
    warm: async () => {
      const failures = new Map<string, FunctionError>();
      await Promise.all(
        [...definitions.keys()].map(async (name) => {
          const error = await hostOf(name).ready;
          if (error !== undefined) failures.set(name, error);
        }),
      );
      return failures;
    },
    reload: retire,
    close: async () => {
      const running = [...hosts.values()];
      hosts.clear();
      await Promise.all(running.map((host) => host.kill()));
      await Promise.all(retired);
    },
  };
};

import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type {
  FunctionError,
  FunctionWorkerData,
  Invocation,
  WorkerMessage,
} from './function-worker.ts';

export type FunctionDefinition = {
  readonly name: string;
  /** Path of the bundle. */
  readonly bundle: string;
  /** All that the function finds in `process.env`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
};

/** What an invocation came to, as Lambda's Invoke answers it. `payload` is JSON. */
export type Invoked = {
  readonly payload: string;
  readonly functionError?: 'Unhandled';
};

/** Takes one line of what a function wrote. */
export type LogLine = (functionName: string, line: string) => void;

export type FunctionHost = {
  /** Undefined once INIT went well, the error if it did not. */
  readonly ready: Promise<FunctionError | undefined>;
  /** How many invocations are under way. */
  readonly busy: () => number;
  /** False once the thread is gone or has let an invocation time out: start another one. */
  readonly usable: () => boolean;
  readonly invoke: (event: string, requestId: string) => Promise<Invoked>;
  /** Resolves when the invocations under way are answered and the thread is gone. */
  readonly drain: () => Promise<void>;
  readonly kill: () => Promise<void>;
};

/** Lambda's own limit. */
const initTimeoutMs = 10_000;

/** Starts one function's thread: one execution environment, which takes many events at once. */
export const startFunctionHost = (definition: FunctionDefinition, log: LogLine): FunctionHost => {
  const { name, timeoutMs } = definition;
  const pending = new Map<number, (invoked: Invoked) => void>();
  const ready = Promise.withResolvers<FunctionError | undefined>();
  const idle = Promise.withResolvers<void>();
  const initTimer = setTimeout(() => {
    end({ errorType: 'Sandbox.Timedout', errorMessage: 'INIT timed out after 10.00 seconds' });
    worker.terminate();
  }, initTimeoutMs);
  let usable = true;
  let draining = false;
  let nextId = 0;

  const workerData: FunctionWorkerData = { name, bundle: pathToFileURL(definition.bundle).href };
  const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
    name,
    workerData,
    env: { ...definition.environment },
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr]) {
    createInterface({ input: stream }).on('line', (line) => log(name, line));
  }

  const failed = (error: FunctionError): Invoked => {
    log(name, JSON.stringify({ level: 'ERROR', ...error }));
    return { payload: JSON.stringify(error), functionError: 'Unhandled' };
  };
  const settle = (id: number, invoked: () => Invoked) => {
    const answer = pending.get(id);
    if (answer === undefined) return;
    pending.delete(id);
    answer(invoked());
    if (draining && pending.size === 0) idle.resolve();
  };
  const begin = (error: FunctionError | undefined) => {
    clearTimeout(initTimer);
    ready.resolve(error);
  };
  const end = (error: FunctionError) => {
    usable = false;
    begin(error);
    for (const id of pending.keys()) settle(id, () => failed(error));
  };

  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') begin(undefined);
    if (message.kind === 'init-failed') end(message.error);
    if (message.kind === 'answered') settle(message.id, () => ({ payload: message.answer }));
    if (message.kind === 'failed') settle(message.id, () => failed(message.error));
  });
  worker.on('error', (error) =>
    end({
      errorType: 'Runtime.UnhandledError',
      errorMessage: String(error),
      trace: (error instanceof Error ? (error.stack ?? '') : '').split('\n'),
    }),
  );
  worker.on('exit', (code) =>
    end({
      errorType: 'Runtime.ExitError',
      errorMessage: `Runtime exited with error: exit status ${code}`,
    }),
  );

  const timeOut = (id: number, requestId: string) =>
    settle(id, () => {
      // Lambda ends an environment whose time is up; here its other invocations may finish first.
      usable = false;
      return failed({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
      });
    });

  return {
    ready: ready.promise,
    busy: () => pending.size,
    usable: () => usable,
    invoke: async (event, requestId) => {
      const initError = await ready.promise;
      if (initError !== undefined) return failed(initError);
      const id = nextId++;
      const { promise, resolve } = Promise.withResolvers<Invoked>();
      const timer = setTimeout(timeOut, timeoutMs, id, requestId);
      pending.set(id, (invoked) => {
        clearTimeout(timer);
        resolve(invoked);
      });
      const deadlineMs = Date.now() + timeoutMs;
      worker.postMessage({ id, event, requestId, deadlineMs } satisfies Invocation);
      return promise;
    },
    drain: async () => {
      draining = true;
      if (pending.size > 0) await idle.promise;
      await worker.terminate();
    },
    kill: async () => {
      await worker.terminate();
    },
  };
};

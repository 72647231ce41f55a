import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export type Invocation = {
  readonly id: number;
  readonly event: unknown;
  /** How far the process's wall clock is ahead of the real one. */
  readonly movedMs: number;
  readonly timeoutMs: number;
};

export type Invoked = { readonly id: number } & (
  | { readonly answer: unknown }
  | { readonly failure: string }
);

/** What became of an invocation: `died` when its process ended first. */
export type Ended = Invoked | { readonly died: true };

export type BundleProcess = {
  readonly pid: number;
  /** Resolves when INIT is over. */
  readonly ready: Promise<void>;
  /** May be called before INIT is over: the event waits, as it does in Lambda. */
  readonly invoke: (event: unknown, movedMs?: number) => Promise<Ended>;
  readonly kill: () => void;
  /** The signal that ended the process, if one did. */
  readonly exited: Promise<NodeJS.Signals | null>;
  readonly freeze: () => Promise<void>;
  readonly thaw: () => void;
  /** What it wrote, standard output and error. */
  readonly output: () => string;
};

/**
 * A built bundle in a process of its own: one environment of one function.
 * @param movedMs how far its wall clock is ahead in INIT
 */
export const startBundle = ({
  bundle,
  environment,
  timeoutMs,
  movedMs = 0,
}: {
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly movedMs?: number | undefined;
}): BundleProcess => {
  const child = fork(
    new URL('./bundle-child.ts', import.meta.url),
    [pathToFileURL(bundle).href, String(movedMs)],
    { env: environment, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  const pending = new Map<number, (ended: Ended) => void>();
  const ready = Promise.withResolvers<void>();
  const written: Buffer[] = [];
  let lastId = 0;
  let dead = false;

  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => written.push(chunk));
  }
  child.on('message', (message: 'ready' | Invoked) => {
    if (message === 'ready') return ready.resolve();
    pending.get(message.id)?.(message);
    pending.delete(message.id);
  });
  // a message that the dead process can no longer read
  child.on('error', () => {});
  const exited = once(child, 'exit').then(([, signal]) => {
    dead = true;
    ready.resolve();
    for (const end of pending.values()) end({ died: true });
    return signal as NodeJS.Signals | null;
  });

  return {
    pid: child.pid ?? 0,
    ready: ready.promise,
    exited,
    invoke: (event, moved = movedMs) => {
      const { promise, resolve } = Promise.withResolvers<Ended>();
      if (dead) return Promise.resolve({ died: true });
      lastId += 1;
      const id = lastId;
      // as Lambda ends it
      const timer = setTimeout(() => resolve({ id, failure: 'timed out' }), timeoutMs);
      pending.set(id, (ended) => {
        clearTimeout(timer);
        resolve(ended);
      });
      child.send({ id, event, movedMs: moved, timeoutMs } satisfies Invocation);
      return promise;
    },
    kill: () => void child.kill('SIGKILL'),
    freeze: async () => {
      child.kill('SIGSTOP');
      while (!isStopped(child)) await new Promise(setImmediate);
    },
    thaw: () => void child.kill('SIGCONT'),
    output: () => Buffer.concat(written).toString('utf8'),
  };
};

/** Where the kernel does not tell, the signal has been delivered when `kill` returns. */
const isStopped = ({ pid }: ChildProcess): boolean => {
  try {
    return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
};

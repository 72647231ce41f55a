import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All that it finds in its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it reads. @default nothing */
  readonly input?: string | undefined;
  /** Every line, as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
};

export type Running = {
  /** Its status; null when a signal ended it or it could not be started. */
  readonly ended: Promise<number | null>;
  /** The last of what it printed. */
  readonly output: () => string;
  readonly end: () => Promise<void>;
};

export type Processes = {
  /** What it printed. @throws Error with its last lines when it fails or takes too long */
  readonly run: (
    command: Command & {
      readonly timeoutMs: number;
      /** Statuses that are no failure. @default [0] */
      readonly good?: readonly number[];
    },
  ) => Promise<string>;
  readonly start: (command: Command) => Running;
  readonly endAll: () => Promise<void>;
};

const keptCharacters = 1_000_000;

/**
 * Children, each the head of a process group of its own, so that what it started ends with it: an
 * emulator has one Node process for every function.
 * @param patienceMs between asking a group to end and killing it
 */
export const createProcesses = (patienceMs = 5_000): Processes => {
  const running = new Set<Running>();

  const start = ({ file, args, cwd, env, input, onLine }: Command): Running => {
    const child = spawn(file, [...args], {
      cwd,
      env: { ...env },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // one that ends without reading it fails by its status
    child.stdin.on('error', () => {}).end(input);
    let output = '';
    let rest = '';
    const take = (chunk: string) => {
      output = (output + chunk).slice(-keptCharacters);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const { promise: ended, resolve } = Promise.withResolvers<number | null>();
    child.on('error', (error) => {
      take(`${error.message}\n`);
      resolve(null);
    });
    child.on('close', resolve);

    const one: Running = {
      ended,
      output: () => output,
      end: async () => {
        await endGroup(child, ended, patienceMs);
        running.delete(one);
      },
    };
    running.add(one);
    return one;
  };

  return {
    start,
    run: async ({ timeoutMs, good = [0], ...command }) => {
      const one = start(command);
      const stopped = new AbortController();
      const late = pause(timeoutMs, 'late' as const, { signal: stopped.signal }).catch(() => null);
      const status = await Promise.race([one.ended, late]);
      stopped.abort();
      await one.end();
      if (typeof status === 'number' && good.includes(status)) return one.output();
      const what = status === 'late' ? `took longer than ${timeoutMs / 1000} s` : 'failed';
      const last = one.output().trimEnd().split('\n').slice(-40).join('\n');
      throw new Error(`${[command.file, ...command.args].join(' ')} ${what}:\n${last}`);
    },
    endAll: async () => {
      await Promise.all([...running].map((one) => one.end()));
    },
  };
};

const endGroup = async (
  { pid }: ChildProcess,
  ended: Promise<unknown>,
  patienceMs: number,
): Promise<void> => {
  if (pid === undefined) return;
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // the whole group is gone
    }
  };
  signal('SIGTERM');
  const inTime = ended.then(() => true);
  if (!(await Promise.race([inTime, pause(patienceMs, false, { ref: false })]))) signal('SIGKILL');
  await ended;
  // what ignored its end or outlived its parent
  signal('SIGKILL');
};

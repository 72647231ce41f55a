import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Exchange } from '../../src/wechat/http.ts';

/** What a child process of `wechat-http-child.ts` may be told. */
export type ChildCommand = {
  /** How far the child's wall clock is moved first. */
  readonly advanceMs: number;
  readonly act: 'connect' | 'exchange' | 'send';
};

export type ChildAnswer = Exchange | { readonly status: 'connected' | 'unavailable' };

/**
 * `wechatHttp` in a process of its own, which can be frozen as Lambda freezes an environment.
 * @param trusted a file of certificates that the process trusts
 */
export const startChild = async (baseUrl: string, trusted?: string) => {
  const child = fork(new URL('./wechat-http-child.ts', import.meta.url), [baseUrl], {
    env: { ...process.env, ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');

  return {
    ask: async (act: ChildCommand['act'], advanceMs = 0): Promise<ChildAnswer> => {
      const answer = once(child, 'message');
      child.send({ act, advanceMs } satisfies ChildCommand);
      const [given] = await answer;
      return given as ChildAnswer;
    },
    freeze: async () => {
      child.kill('SIGSTOP');
      while (!isStopped(child)) await new Promise(setImmediate);
    },
    thaw: () => void child.kill('SIGCONT'),
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

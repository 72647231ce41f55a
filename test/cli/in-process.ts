import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { commands } from '../../cli/commands.ts';
import { runCli } from '../../cli/run.ts';
import type { Ran } from './yici.ts';

const collected = (stream: PassThrough): (() => string) => {
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return () => text;
};

export type Session = {
  readonly ended: Promise<Ran>;
  /** Resolves when the screen shows it. */
  readonly shown: (text: string) => Promise<void>;
  readonly type: (keys: string) => void;
};

/**
 * The command line in this process: many wrong lines would be slow as processes of their own, and a
 * person at a terminal is two streams that say they are one.
 */
export const session = (
  args: readonly string[],
  { env = {}, isTerminal = false }: { env?: Record<string, string>; isTerminal?: boolean } = {},
): Session => {
  const stdin = Object.assign(new PassThrough(), { isTTY: isTerminal });
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal, columns: 200 });
  // as with the real one, whoever pipes into it does not end it
  stderr.end = () => stderr;
  const [out, err] = [collected(stdout), collected(stderr)];
  if (!isTerminal) stdin.end();
  const ended = runCli({
    args,
    commands,
    env: { LANG: 'en_GB.UTF-8', ...env },
    stdin,
    stdout,
    stderr,
    now: Date.now,
    random: randomBytes,
  }).then((code) => ({ code, stdout: out(), stderr: err() }));
  return {
    ended,
    shown: (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (!err().includes(text)) return;
          stderr.off('data', look);
          resolve();
        };
        stderr.on('data', look);
        look();
      }),
    type: (keys) => void stdin.write(keys),
  };
};

export const runHere = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  session(args, { env }).ended;

// `npm start`. Nothing but builtins is imported at first, so that a package that is missing can be
// named in one sentence.
import { join, relative } from 'node:path';
import { terminalLanguage } from '../lib/terminal-language.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { sentenceFor } from './failure-words.ts';
import { lanAddress } from './lan-address.ts';
import type { Local } from './start-local.ts';
import { wordsOf } from './words.ts';

const words = wordsOf(terminalLanguage(process.env));
const root = join(import.meta.dirname, '..');

const say = (...lines: readonly string[]) => console.log(lines.join('\n'));

const stop = (sentence: string): never => {
  console.error(sentence);
  process.exit(1);
};

const fail = (error: unknown): never => {
  const sentence = sentenceFor(error, words);
  if (sentence !== undefined) return stop(sentence);
  console.error(error);
  return stop(words.failed.other(error instanceof Error ? error.message : String(error)));
};

const run = async (): Promise<void> => {
  const args = readArguments(process.argv.slice(2), process.env, join(root, '.yici'));
  if (args.help) return say(...words.help);
  const host = args.lan ? (lanAddress() ?? stop(words.failed.noLan)) : '127.0.0.1';

  const signals = listenToSignals();
  const { startLocal } = await import('./start-local.ts');
  const local = await startLocal({
    ...args,
    host,
    onLogLine: args.verbose ? (line) => say(line) : undefined,
    onReload: (name, problem) =>
      say(problem === undefined ? words.reloaded(name) : words.notReloaded(name, problem)),
    onFailure: fail,
  });
  signals.started();
  await tell(local, args);

  await signals.asked;
  await local.close();
  say('', words.ended);
};

/** Short where the path is below the current folder. */
const shown = (path: string): string => {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') || below === '' ? path : below;
};

const tell = async (local: Local, args: Arguments): Promise<void> => {
  const open = `${local.serviceUrl}/demo/`;
  for (const [name, error] of local.broken) say(words.broken(name, error.errorMessage));
  say(
    '',
    ...words.started({
      open,
      service: local.serviceUrl,
      simulator: local.simulatorUrl,
      data: shown(args.dataDir),
      log: shown(join(args.dataDir, 'functions.log')),
    }),
  );
  if (!args.lan) return;
  const { terminalQr } = await import('./terminal-qr.ts');
  say('', words.scan, '', ...terminalQr(open));
};

/** While it starts, and when asked a second time, it ends at once: nothing on disk minds a kill. */
const listenToSignals = () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  let atOnce = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (atOnce) process.exit(0);
      atOnce = true;
      ask();
    });
  }
  return {
    asked,
    started: () => {
      atOnce = false;
    },
  };
};

process.on('uncaughtException', fail);
run().then(() => process.exit(0), fail);

import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type BackEnd = {
  readonly name: 'Node' | 'PHP' | 'Java';
  /** Why this machine cannot run it. */
  readonly missing: string | undefined;
  /** As its README says it. */
  readonly command: readonly [string, ...string[]];
  /** The same without a compiler's start. */
  readonly quickCommand: readonly [string, ...string[]];
  /** Prints the Authorization of one request. */
  readonly signCommand: readonly [string, ...string[]];
  readonly prepare: () => Promise<void>;
  readonly cleanUp: () => void;
};

const root = join(import.meta.dirname, '../..');
const example = (file: string) => join(root, 'examples', file);
const fixture = (file: string) => join(import.meta.dirname, 'fixtures', file);
const runFile = promisify(execFile);
const runs = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

const node: BackEnd = {
  name: 'Node',
  missing: undefined,
  command: [process.execPath, example('back-end-node/send-course-reminder.mjs')],
  quickCommand: [process.execPath, example('back-end-node/send-course-reminder.mjs')],
  signCommand: [process.execPath, fixture('sign.mjs')],
  prepare: async () => {},
  cleanUp: () => {},
};

const php: BackEnd = {
  name: 'PHP',
  missing: runs('php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);')
    ? undefined
    : 'php with its curl extension is not installed',
  command: ['php', example('back-end-php/send-course-reminder.php')],
  quickCommand: ['php', example('back-end-php/send-course-reminder.php')],
  signCommand: ['php', fixture('sign.php')],
  prepare: async () => {},
  cleanUp: () => {},
};

/** A program of half a second is over before better code or garbage collection pays. */
const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

const javaBackEnd = (): BackEnd => {
  const source = example('back-end-java/SendCourseReminder.java');
  const missing = runs('javac', '--release', '11', '-version')
    ? undefined
    : 'a JDK of version 11 or newer is not installed';
  const classes = missing === undefined ? mkdtempSync(join(tmpdir(), 'yici-java-')) : '';
  return {
    name: 'Java',
    missing,
    command: ['java', source],
    quickCommand: ['java', ...quickStart, '-cp', classes, 'SendCourseReminder'],
    signCommand: ['java', ...quickStart, '-cp', classes, 'Sign'],
    // In ASCII, as on a machine whose locale says nothing: the example promises to survive that.
    prepare: async () => {
      const options = [
        '-Werror',
        '-Xlint:all,-options',
        '--release',
        '11',
        '-encoding',
        'US-ASCII',
      ];
      await runFile('javac', [...options, '-d', classes, source, fixture('Sign.java')]);
    },
    cleanUp: () => rmSync(classes, { recursive: true, force: true }),
  };
};

/** The examples of calling yici from a back end, one per runtime. */
export const backEnds: readonly BackEnd[] = [node, php, javaBackEnd()];

for (const { name, missing } of backEnds) {
  if (missing !== undefined) console.warn(`SKIPPED: the ${name} example, because ${missing}`);
}

export type Run = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs a command to its end, with nothing of this machine's own AWS settings or proxies. */
export const run = async (
  [program, ...first]: readonly [string, ...string[]],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Run> => {
  const kept = Object.entries(process.env).filter(([name]) => !/^aws_|_proxy$/i.test(name));
  const options = { env: { ...Object.fromEntries(kept), ...env } };
  return new Promise((resolve, reject) => {
    execFile(program, [...first, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
      else reject(error);
    });
  });
};

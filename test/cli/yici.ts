import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Surroundings = {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
};

/** The command line as an operator runs it: a process of its own, which nothing of this machine's AWS settings reaches. */
export const yici = (
  args: readonly string[],
  { env = {}, stdin = '' }: Surroundings = {},
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...args],
      {
        timeout: 60_000,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          PATH: process.env['PATH'] ?? '',
          LANG: 'en_GB.UTF-8',
          AWS_CONFIG_FILE: devNull,
          AWS_SHARED_CREDENTIALS_FILE: devNull,
          AWS_EC2_METADATA_DISABLED: 'true',
          ...env,
        },
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      },
    );
    child.stdin?.on('error', () => {}).end(stdin);
  });

/** With `--json`: exactly one JSON value, and nothing else, is on stdout. */
export const yiciJson = async (args: readonly string[], surroundings?: Surroundings) => {
  const ran = await yici([...args, '--json'], surroundings);
  return { ...ran, json: JSON.parse(ran.stdout) };
};

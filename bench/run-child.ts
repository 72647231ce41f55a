import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Environment } from './environment.ts';

type Child = {
  readonly script: 'first.mjs' | 'many.mjs' | 'link.ts';
  readonly environment: Environment;
  readonly options: Readonly<Record<string, unknown>>;
};

/** @returns what the child measured, and `wall`: ms from its start to its end */
export const runChild = async <T>({ script, environment, options }: Child) => {
  const folder = mkdtempSync(join(tmpdir(), 'yici-bench-'));
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'children', script), JSON.stringify(options)],
    {
      cwd: folder,
      env: { ...environment, TMPDIR: folder },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const [, , errors, results] = child.stdio;
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [status, said, result] = await Promise.all([
    exited.then((code) => ({ code, wall: performance.now() - started })),
    errors === null ? '' : text(errors as NodeJS.ReadableStream),
    text(results as NodeJS.ReadableStream),
  ]);
  rmSync(folder, { recursive: true, force: true });
  if (status.code !== 0) throw new Error(`a child ended with ${status.code}: ${said}`);
  return { ...(JSON.parse(result) as T), wall: status.wall };
};

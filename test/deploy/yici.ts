import { join } from 'node:path';
import { root, toolEnvironment } from './cdk.ts';
import type { Cloud } from './cloud.ts';
import type { Processes } from './processes.ts';

// biome-ignore lint/suspicious/noExplicitAny: each command has a value of its own
export type Yici = (args: readonly string[], input?: string) => Promise<any>;

/** The operator's command line, with no more than an operator of this cloud has. */
export const createYici =
  (processes: Processes, cloud: Cloud, folder: string, stage: readonly string[]): Yici =>
  async (args, input) => {
    const said = await processes.run({
      file: process.execPath,
      args: [join(root, 'cli', 'main.ts'), ...args, ...stage, '--json'],
      cwd: root,
      env: toolEnvironment(cloud, folder),
      input,
      timeoutMs: 120_000,
      // doctor ends with 1 when it has found something, and that is its value
      good: [0, 1],
    });
    // notes and progress are lines as well
    const json = said.split('\n').findLast((line) => line.startsWith('{'));
    const value = JSON.parse(json ?? '{"error":{"message":"no JSON"}}');
    if (value.error !== undefined)
      throw new Error(`yici ${args[0]}: ${value.error.code}: ${value.error.message}`);
    return value;
  };

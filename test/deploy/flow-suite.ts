import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployed } from '../flow/deployed-place.ts';
import { root } from './cdk.ts';
import type { Processes } from './processes.ts';
import type { Counts } from './report.ts';

type VitestReport = {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
};

/** `test/flow`, unchanged, against a deployment. One file at a time: WeChat's faults are one world. */
export const runFlowSuite = async (
  processes: Processes,
  folder: string,
  deployed: Deployed,
  onLine: (line: string) => void,
): Promise<Counts> => {
  const file = join(folder, 'flow.json');
  await processes
    .run({
      file: process.execPath,
      args: [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        ...['run', 'test/flow', '--no-file-parallelism', '--reporter=verbose', '--reporter=json'],
        `--reporter=${join(root, 'test', 'support', 'failures-reporter.ts')}`,
        ...[`--outputFile.json=${file}`, '--testTimeout=60000', '--hookTimeout=60000'],
      ],
      cwd: root,
      env: { ...process.env, YICI_WORLD: JSON.stringify(deployed), NO_COLOR: '1' },
      timeoutMs: 600_000,
      onLine,
    })
    .catch((error: unknown) => {
      // its own lines have told which test failed
      if (!existsSync(file)) throw error;
    });
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  const failed = report.numFailedTests;
  return {
    passed: report.numPassedTests,
    // a file that could not be read has no test of its own to fail
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests,
  };
};

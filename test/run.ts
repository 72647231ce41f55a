// `npm test`: what can be explored in little time; `npm test -- test/domain` one suite, all its files;
// `npm run test:full`: every suite as far as it goes. Ends with what failed and one line of counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const report = join(root, 'artifacts', 'vitest.json');

mkdirSync(join(root, 'artifacts'), { recursive: true });
rmSync(report, { force: true });

const given = process.argv.slice(2);
const full = given.includes('--full');
const named = given.filter((argument) => argument !== '--full');
const extent = full ? 'full' : named.length > 0 ? 'named' : 'fast';

const { status, signal } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    ...['progress-reporter', 'failures-reporter'].map(
      (name) => `--reporter=${join(root, 'test', 'support', `${name}.ts`)}`,
    ),
    `--outputFile.json=${report}`,
    ...named,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, YICI_TEST: extent },
  },
);

type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

/** A file that could not even be collected has no test of its own to fail. */
const counts = ({ numPassedTests, numFailedTests, numPendingTests, testResults }: Report) => ({
  passed: numPassedTests,
  failed:
    numFailedTests +
    testResults.filter(
      (file) =>
        file.status === 'failed' &&
        file.assertionResults.every((assertion) => assertion.status !== 'failed'),
    ).length,
  skipped: numPendingTests,
});

if (!existsSync(report)) console.log(`FAILED  vitest ended with ${status ?? signal} and no report`);
const { passed, failed, skipped } = existsSync(report)
  ? counts(JSON.parse(readFileSync(report, 'utf8')) as Report)
  : { passed: 0, failed: 1, skipped: 0 };
// vitest may fail for a reason that no test carries, such as an unhandled rejection
const failures = failed === 0 && status !== 0 ? 1 : failed;

if (skipped > 0) {
  console.log(`\nNOT RUN: ${skipped} tests were skipped, because something they need is not here`);
  console.log(
    '(Chromium for the browser tests, PHP or Java for the examples, Java and npm for DynamoDB Local). They prove nothing now.\n',
  );
}
console.log(`${passed} passed, ${failures} failed, ${skipped} skipped`);
process.exitCode = failures === 0 ? 0 : 1;

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** @param steps of `.ci/run`, in its own words */
const run = (...steps: readonly string[]) => {
  const script = ['. .ci/steps.sh', ...steps, 'finish'].join('\n');
  const { status, stdout } = spawnSync('bash', ['-uc', script], { cwd: root, encoding: 'utf8' });
  const [, afterAll = ''] = stdout.split(/^took .*\n/m);
  return { status, end: afterAll.trimEnd().split('\n') };
};

describe.skipIf(process.platform === 'win32')('.ci/run', () => {
  test('ends with the sum of all steps', () => {
    const { status, end } = run(
      'counted check echo "5 passed, 0 failed"',
      'counted test printf "1 passed, 1 failed, 1 skipped\\n40 passed, 0 failed, 2 skipped\\n"',
      'once synth true',
    );

    expect({ status, end }).toEqual({ status: 0, end: ['46 passed, 0 failed, 2 skipped'] });
  });

  test('names again what a step has named, with the first lines of its reason', () => {
    const reason = Array.from({ length: 30 }, (_, at) => `        line ${at}`);
    const output = [
      'FAILED  a > b',
      ...reason,
      'other lines',
      '        not of it',
      'FAILED  c',
      '        why',
      '3 passed, 2 failed, 0 skipped',
    ].join('\n');

    const { status, end } = run(
      `counted test sh -c 'echo "$1"; exit 1' sh '${output}'`,
      'counted deploy echo "1 passed, 0 failed"',
    );

    expect({ status, end }).toEqual({
      status: 1,
      end: [
        'FAILED  test (exit code 1)',
        'FAILED  a > b',
        ...reason.slice(0, 11),
        'FAILED  c',
        '        why',
        '4 passed, 2 failed, 0 skipped',
      ],
    });
  });

  test('names a step that fails without a word by its exit code and its last lines', () => {
    const { status, end } = run('once bench sh -c "seq 20; exit 3"');

    expect({ status, end }).toEqual({
      status: 1,
      end: [
        'FAILED  bench (exit code 3)',
        ...[13, 14, 15, 16, 17, 18, 19, 20].map((line) => `        ${line}`),
        '0 passed, 1 failed, 0 skipped',
      ],
    });
  });

  test('takes no step for passed that has not counted, or that counts no failure and fails', () => {
    const { status, end } = run(
      'counted check echo "all is well"',
      'counted deploy sh -c "echo 7 passed, 0 failed; exit 130"',
    );

    expect({ status, end }).toEqual({
      status: 1,
      end: [
        'FAILED  check (exit code 0, but no counts)',
        '        all is well',
        'FAILED  deploy (exit code 130)',
        '        7 passed, 0 failed',
        '7 passed, 2 failed, 0 skipped',
      ],
    });
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

test('a run ends with each failure, its file, its whole name and the first lines of its reason', () => {
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--config', join(import.meta.dirname, 'fixtures', 'vitest.config.ts')],
      `--reporter=${join(root, 'test', 'support', 'failures-reporter.ts')}`,
    ],
    { cwd: root, encoding: 'utf8' },
  );

  // which file comes first depends on how long each took the last time
  const failures = stripVTControlCharacters(stdout)
    .trimEnd()
    .split(/\n(?=FAILED)/);
  expect(failures.toSorted()).toEqual([
    [
      'FAILED  failing.fixture.ts > what cannot begin',
      '        Error: no world',
      '        at failing.fixture.ts:17',
    ].join('\n'),
    [
      'FAILED  failing.fixture.ts > what fails > differs',
      "        AssertionError: expected [ 'a', 'b' ] to deeply equal [ 'a' ]",
      '        - Expected',
      '        + Received',
      '        +   "b",',
      '        at failing.fixture.ts:7',
    ].join('\n'),
    [
      'FAILED  failing.fixture.ts > what fails > says too much',
      '        TypeError: line 0',
      '        line 1',
      '        line 2',
      '        line 3',
      '        at failing.fixture.ts:11',
    ].join('\n'),
    'FAILED  outside of any test\n        Error: nobody caught this',
    [
      'FAILED  unreadable.fixture.ts',
      '        Error: cannot be read',
      '        at unreadable.fixture.ts:1',
    ].join('\n'),
  ]);
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const replay = (line: string) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'replay.ts'), line], { encoding: 'utf8' });

test('the line in docs/testing.md replays what it says, and shows what is stored', () => {
  const page = readFileSync(join(root, 'docs', 'testing.md'), 'utf8');
  const [, line = ''] = /^npm run test:replay -- '([^']+)'$/m.exec(page) ?? [];

  const { stdout, status } = replay(line);

  const told = stdout.trim().split('\n');
  expect(told).toEqual(expect.arrayContaining(line.split(': ')[1]?.split(' ') ?? []));
  expect(told.at(-1)).toMatch(/^I11: /);
  expect(stdout).toContain('"used":1');
  expect(status).toBe(1);
});

test('a line whose end is missing is made to the end, and breaks nothing without its bug', () => {
  const { stdout, status } = replay('two-keys/1: S.request S.connect S.claim S.post!fail-after');

  expect(stdout.trim().split('\n').at(-1)).toBe('no invariant is broken');
  expect(status).toBe(0);
});

test('a line that cannot be says where', () => {
  const { stderr, status } = replay('two-keys/1: S.request S.post');

  expect(stderr).toContain('step 2 of the schedule, S.post, is not possible');
  expect(status).toBe(1);
});

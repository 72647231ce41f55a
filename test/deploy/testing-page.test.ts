import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parameterNames } from '../../lib/parameters.ts';
import { allowed, probeCalls } from './permissions.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/testing.md');

test('every test that docs/testing.md names in the place of the emulator is there', () => {
  const named = [...page.matchAll(/\| `(test\/[^`]+\.ts)`: ("[^|]+") +\|/g)].flatMap(
    ([, file = '', names = '']) =>
      [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => [file, name] as const),
  );

  expect(named.length).toBeGreaterThan(10);
  for (const [file, name] of named) {
    const source = read(file).replaceAll('\\u2019', '’');
    expect([name, source.includes(`'${name}'`)]).toEqual([name, true]);
  }
});

test('docs/testing.md counts the calls that each role is asked for', () => {
  const target = 'x';
  const calls = probeCalls({
    parameters: parameterNames('test'),
    credits: target,
    locks: target,
    otherTable: target,
    refresher: target,
    sender: target,
  });

  expect(page).toContain(`${calls.length} calls under each role`);
  expect(Object.keys(allowed).length).toBeGreaterThan(0);
});

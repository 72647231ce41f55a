import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage, root, withoutFences } from './markdown.ts';

/** Pages whose claims point at code and tests. */
const pointing = ['docs/security.md', 'docs/well-architected.md', 'docs/upgrade.md'];

describe.each(pointing)('%s', (path) => {
  const page = withoutFences(readPage(path));

  test('every file that it names is there', () => {
    const named = [
      ...page.matchAll(
        /`((?:src|functions|lib|cli|local|test|\.github)\/[\w./-]+\.(?:ts|yml|md))`/g,
      ),
    ].map(([, file = '']) => file);

    expect(named.length).toBeGreaterThan(0);
    for (const file of named) expect([file, existsSync(join(root, file))]).toEqual([file, true]);
  });

  test('every test that it quotes is there', () => {
    for (const [, file = '', name = ''] of page.matchAll(/`(test\/[^`]+)`:\s+"([^"]+)"/g)) {
      const words = name.replaceAll(/\s+/g, ' ');
      expect([words, readFileSync(join(root, file), 'utf8').includes(`'${words}'`)]).toEqual([
        words,
        true,
      ]);
    }
  });
});

test('the nine questions of the Serverless Lens are all there, in their order', () => {
  const questions = [...readPage('docs/well-architected.md').matchAll(/^## (\w+ \d)\. /gm)];

  expect(questions.map(([, question]) => question)).toEqual([
    ...['OPS 1', 'OPS 2', 'SEC 1', 'SEC 2', 'SEC 3', 'REL 1', 'REL 2', 'PERF 1', 'COST 1'],
  ]);
});

test('no function is missing from the rights in docs/security.md', () => {
  const held = readFileSync(join(root, 'test/lib/permissions.test.ts'), 'utf8');
  const [, list = ''] = held.split('const exactly');
  const functions = [...(list.split('\n};')[0] ?? '').matchAll(/^ {2}'([a-z-]+)':/gm)];
  const [, rights = ''] = readPage('docs/security.md').split('| Function ');
  const rows = [...(rights.split('\n\n')[0] ?? '').matchAll(/^\| `([a-z-]+)`/gm)];

  expect(rows.map(([, name]) => name).sort()).toEqual(functions.map(([, name]) => name).sort());
});

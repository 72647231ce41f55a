import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage, root } from './markdown.ts';

test('every test that docs/guarantees.md names is there', () => {
  const named = [...readPage('docs/guarantees.md').matchAll(/^- `(test\/[^`]+)`: "([^"]+)"$/gm)];

  expect(named.length).toBeGreaterThan(20);
  for (const [, file = '', name = ''] of named) {
    expect([name, readFileSync(join(root, file), 'utf8').includes(`'${name}'`)]).toEqual([
      name,
      true,
    ]);
  }
});

test('every promise names a test', () => {
  const [promised = ''] = readPage('docs/guarantees.md').split('## What is not promised');

  for (const promise of promised.split(/^(?=\*\*)/m).slice(1)) {
    expect(promise).toMatch(/^- `test\//m);
  }
});

test('every transition of a credit is in docs/architecture.md, and no other', () => {
  const adapter = readFileSync(join(root, 'src/aws/credit-table.ts'), 'utf8');
  const methods = [...adapter.matchAll(/^ {4}(\w+): (?:async )?\(/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'find' && name !== 'list');
  const [, transitions = ''] = readPage('docs/architecture.md').split('| Transition ');
  const rows = [...(transitions.split('\n\n')[0]?.matchAll(/^\| `(\w+)`/gm) ?? [])];

  expect(rows.map(([, name]) => name)).toEqual(methods);
});

describe('the decisions', () => {
  const decisions = globSync('docs/adr/*.md', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();

  test('are numbered from 1 without a gap', () => {
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.map((path) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]))).toEqual(
      decisions.map((_, index) => index + 1),
    );
  });

  test.each(decisions)('%s is one page: context, decision, consequences', (path) => {
    const page = readPage(path);

    expect(page).toMatch(new RegExp(`^# ${Number(path.slice(9, 13))}\\. \\S`));
    expect(page).toMatch(/^\d{4}-\d{2}, (proposed|accepted|superseded by \d{4})$/m);
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      'Context',
      'Decision',
      'Consequences',
    ]);
    expect(page.split('\n').length).toBeLessThan(60);
  });
});

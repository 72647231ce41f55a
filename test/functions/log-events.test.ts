import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logEvents } from '../../src/log-events.ts';

const root = join(import.meta.dirname, '..', '..');
const sources = globSync(['functions/*/*.ts', 'src/entry/*.ts'], { cwd: root })
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

test.each(logEvents)('%s is logged by a function', (event) => {
  expect(sources.includes(`'${event}'`)).toBe(true);
});

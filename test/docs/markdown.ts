import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Every page that people read, by its path from the root. */
export const pages: readonly string[] = [
  '*.md',
  'docs/**/*.md',
  'examples/**/*.md',
  'local/**/*.md',
  'test/**/*.md',
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .filter((path) => !path.includes('node_modules'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

export const readPage = (path: string): string => readFileSync(join(root, path), 'utf8');

export type Fence = {
  readonly language: string;
  readonly text: string;
  /** Of the second-level section that it stands in. */
  readonly section: string;
};

/** The fenced blocks of a page, without the indentation of a list that they stand in. */
export const fences = (page: string): readonly Fence[] =>
  page.split(/^(?=## )/m).flatMap((part) => {
    const section = /^## (.*)$/m.exec(part)?.[1] ?? '';
    return [...part.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(
      ([, indent = '', language = '', text = '']) => ({
        language,
        section,
        text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }),
    );
  });

export const withoutFences = (page: string): string =>
  page.replaceAll(/^( *)```[\s\S]*?^ *```$/gm, '');

/** The rows of the table whose first heading is this one: cells as they are written, trimmed. */
export const table = (page: string, firstHeading: string): readonly (readonly string[])[] => {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => cells(line)[0] === firstHeading);
  if (start === -1) throw new Error(`there is no table with the heading ${firstHeading}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end === -1 ? undefined : end).map(cells);
};

const cells = (line: string): string[] =>
  line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];

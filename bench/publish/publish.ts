import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../results.ts';
import { inLanguage, languages } from './language.ts';
import { pictureOf } from './picture.ts';
import { tablesOf, withTables } from './tables.ts';

const root = join(import.meta.dirname, '..', '..');
export const resultsFile = join(root, 'bench', 'results.json');

export const readResults = (): Results => JSON.parse(readFileSync(resultsFile, 'utf8')) as Results;

/** Path from the root -> its text: every file that shows what bench/results.json holds. */
export const publishedFiles = (results: Results): Readonly<Record<string, string>> =>
  Object.fromEntries(
    languages.flatMap((language) => {
      const page = inLanguage('docs/performance.md', language);
      const text = readFileSync(join(root, page), 'utf8');
      return [
        [inLanguage('docs/images/performance.svg', language), pictureOf(results, language)],
        [page, withTables(text, tablesOf(results, language))],
      ];
    }),
  );

/** Draws the pictures and fills the tables of the pages. */
export const publish = (results: Results): void => {
  for (const [path, text] of Object.entries(publishedFiles(results))) {
    writeFileSync(join(root, path), text);
  }
};

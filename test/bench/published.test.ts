import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSafelyMet, verdictsOf } from '../../bench/goals.ts';
import { pictureOf } from '../../bench/publish/picture.ts';
import { publishedFiles, readResults } from '../../bench/publish/publish.ts';
import { fences, readPage, root, withoutFences } from '../docs/markdown.ts';

const results = readResults();

describe('what is shown of speed and money', () => {
  test.each(Object.entries(publishedFiles(results)))(
    '%s shows bench/results.json as it is',
    (path, text) => {
      expect(readFileSync(join(root, path), 'utf8')).toBe(text);
    },
  );

  test('a result that changes changes the picture', () => {
    const changed = {
      ...results,
      cost: { ...results.cost, totals: { yici: 1, 'yici, page': 1, typical: 2 } },
    };

    expect(pictureOf(changed, 'en')).not.toBe(pictureOf(results, 'en'));
  });
});

test('both pages of performance have the same sections, tables and commands', () => {
  const [english, chinese] = ['docs/performance.md', 'docs/performance.zh-CN.md'].map((path) => {
    const page = readPage(path);
    return {
      levels: [...withoutFences(page).matchAll(/^(#+) /gm)].map(([, level]) => level),
      tables: [...page.matchAll(/<!-- bench: (\w+) -->/g)].map(([, name]) => name),
      commands: fences(page).map(({ text }) => text),
    };
  });

  expect(english?.tables.length).toBeGreaterThan(5);
  expect(chinese).toEqual(english);
});

test('a goal that is missed is said to be missed', () => {
  const slow = {
    ...results,
    link: { ...results.link, build: { ...results.link.build, median: 6 } },
  };

  expect(verdictsOf(slow).find(({ name }) => name.en === 'A confirm link made, CPU')).toMatchObject(
    {
      value: 6,
      goal: 5,
      passed: false,
    },
  );
});

test('a ratio is held to its goal in a short run only where the full one met it with much to spare', () => {
  const [first] = verdictsOf(results);
  if (first === undefined) throw new Error('there are no goals');

  expect(isSafelyMet({ ...first, unit: 'x', goal: 1, value: 0.8 })).toBe(true);
  expect(isSafelyMet({ ...first, unit: 'x', goal: 1, value: 0.95 })).toBe(false);
  expect(isSafelyMet({ ...first, unit: 'x', goal: 1, value: 0.5, byClock: true })).toBe(false);
  expect(isSafelyMet({ ...first, unit: 'us', goal: 1, value: 0.5 })).toBe(false);
  expect(isSafelyMet({ ...first, unit: 'calls', goal: 1, value: 1 })).toBe(true);
});

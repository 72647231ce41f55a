import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allCourses } from '../crash/courses.ts';
import { crashPoints } from '../crash/points.ts';
import { fleetMutants, portMutants } from '../day/mutants.ts';
import { damagedSends, damagedTokens, oddBodies, unreadableBodies } from '../faults/bodies.ts';
import { cutExchanges, oddExchanges, otherStatuses } from '../faults/exchanges.ts';
import { unreachable } from '../faults/hosts.ts';
import { stateVectors } from '../lies/state-vectors.ts';
import { urlVectors } from '../lies/url-vectors.ts';
import { mutants } from '../model/mutants.ts';
import { mutants as explorerMutants } from '../simulation/mutants.ts';
import { readPage, root, table, withoutFences } from './markdown.ts';

const pages = [
  { path: 'docs/guarantees.md', tried: 'What is tried', readme: 'README.md' },
  { path: 'docs/guarantees.zh-CN.md', tried: '试什么', readme: 'README.zh-CN.md' },
];

/** Numbers that stand in the source of a suite, each found by what stands around it. */
const inSource = (path: string, ...patterns: readonly RegExp[]): readonly number[] => {
  const source = readFileSync(join(root, path), 'utf8');
  return patterns.map((pattern) => {
    const digits = pattern.exec(source)?.[1];
    if (digits === undefined) throw new Error(`${path} has no ${pattern}`);
    return Number(digits.replaceAll('_', ''));
  });
};

const points = allCourses.flatMap((steps) => crashPoints(steps));
const calls = new Set(points.map(({ call }) => call.replace(/ \d+$/, '')));
const sizeOf = (...sets: readonly object[]): number =>
  sets.reduce((sum: number, set) => sum + Object.keys(set).length, 0);
/** The handshake that is never answered has a time limit of its own, so it stands apart. */
const shared =
  1 + sizeOf(unreachable, cutExchanges, otherStatuses, unreadableBodies, oddExchanges, oddBodies);

/** What each suite really does when it goes as far as it can. */
const reached: Readonly<Record<string, () => readonly number[]>> = {
  'test/simulation/explorer.test.ts': () => [
    ...inSource('test/simulation/explorer.test.ts', /leastExecutions = runs\([\d_]+, ([\d_]+)\)/),
    explorerMutants.length,
  ],
  'test/aws/engines.test.ts': () =>
    inSource('test/aws/engines.test.ts', /count = runs\(\d+, ([\d_]+)\)/),
  'test/model/model.test.ts': () => [
    ...inSource('test/model/model.test.ts', /runs\(\d+, ([\d_]+)\)/),
    // a run has half as many as it may have at most
    ...inSource('test/model/runs.ts', /mostCommands = ([\d_]+)/).map((most) => most / 2),
  ],
  'test/model/mutants.test.ts': () => [mutants.length],
  'test/day/day.test.ts': () => inSource('test/day/day.test.ts', /runs\(\d+, ([\d_]+)\)/),
  'test/day/mutants.test.ts': () => [fleetMutants.length + portMutants.length],
  'test/crash/port-calls.test.ts': () => [points.length, calls.size],
  'test/crash/many-senders.test.ts': () =>
    inSource('test/crash/many-senders.test.ts', /runs\(2, (\d+)\)/, /many = (\d+)/),
  'test/faults/wechat.test.ts': () => [
    shared + sizeOf(damagedSends),
    shared + sizeOf(damagedTokens),
  ],
  // by http and https, with three ways in which a connection ends between two sends
  'test/faults/freeze.test.ts': () =>
    inSource('test/faults/freeze.test.ts', /tries = runs\(2, (\d+)\)/).map((each) => 2 * 3 * each),
  'test/lies/forged-redirects.test.ts': () =>
    inSource('test/lies/forged-redirects.test.ts', /distinct\)\.toBeGreaterThanOrEqual\((\d+)\)/),
  'test/lies/replays.test.ts': () => [
    ...inSource('test/lies/replays.test.ts', /times = runs\(\d+, (\d+)\)/),
    4,
  ],
  'test/lies/state.test.ts': () => [stateVectors.length],
  'test/lies/redirects.test.ts': () => [urlVectors.length],
  'test/lies/fuzz.test.ts': () =>
    inSource('test/lies/fuzz.test.ts', /perRoute = runs\(\d+, ([\d_]+)\)/),
};

const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/[\d,]*\d/g)].map(([digits]) => Number(digits.replaceAll(',', '')));

describe.each(pages)('$path', ({ path, tried, readme }) => {
  const page = readPage(path);
  const rows = table(page, tried);

  test('no number is higher than what its suite does', () => {
    expect(rows.map(([, suite]) => suite?.replaceAll('`', ''))).toEqual(Object.keys(reached));
    for (const [, suite = '', least = ''] of rows) {
      const promised = numbersIn(least);
      const done = reached[suite.replaceAll('`', '')]?.() ?? [];
      expect([suite, promised.length]).toEqual([suite, done.length]);
      for (const [at, number] of promised.entries()) {
        expect(done[at], suite).toBeGreaterThanOrEqual(number);
      }
    }
  });

  test('the promise stands in the README in the same words', () => {
    const promise = /^> [^\n]*(?:\n> [^\n]*)*/m.exec(page)?.[0] ?? '';

    expect(promise.length).toBeGreaterThan(80);
    expect(readPage(readme)).toContain(promise);
  });
});

test('both pages promise the same: the same sections, tests and numbers', () => {
  const [english, chinese] = pages.map(({ path, tried }) => {
    const page = readPage(path);
    const text = withoutFences(page);
    return {
      levels: [...text.matchAll(/^(#+) /gm)].map(([, level]) => level),
      promises: [...text.matchAll(/^\*\*/gm)].length,
      tests: [...text.matchAll(/^- `test\/.*$/gm)].map(([line]) => line),
      exceptions: [...text.matchAll(/^- \*\*/gm)].length,
      tried: table(page, tried).map(([, suite, least = '']) => [suite, numbersIn(least)]),
      printed: /```text\n([\s\S]*?)```/.exec(page)?.[1],
    };
  });

  expect(chinese).toEqual(english);
});

import { describe, expect, test } from 'vitest';
import { functionNames } from '../../lib/bundling.ts';
import { settingNames } from '../../lib/config.ts';
import { routeKey, routes } from '../../lib/routes.ts';
import { fences, readPage, root, table, withoutFences } from './markdown.ts';

const readmes = [
  { path: 'README.md', route: 'Route', fn: 'Function', cost: 'What is counted' },
  { path: 'README.zh-CN.md', route: '路由', fn: '函数', cost: '计什么' },
];

const code = (cell = ''): string => cell.replaceAll('`', '');

describe.each(readmes)('$path', ({ path, route, fn, cost }) => {
  const page = readPage(path);

  test('its routes are those of lib/routes.ts, with who may call them and what answers', () => {
    expect(
      table(page, route).map(([key, access, name]) => [code(key), access, code(name)]),
    ).toEqual(
      expect.arrayContaining(routes.map((each) => [routeKey(each), each.access, each.function])),
    );
    expect(table(page, route)).toHaveLength(routes.length);
  });

  test('its functions are the folders of functions/', () => {
    expect(
      table(page, fn)
        .map(([name]) => code(name))
        .sort(),
    ).toEqual([...functionNames(root)].sort());
  });

  test('its costs add up', () => {
    const dollars = table(page, cost).map((cells) => Number(code(cells[3]).replaceAll('*', '')));
    const total = dollars.pop();

    expect(dollars.length).toBeGreaterThan(3);
    expect(dollars.reduce((sum, each) => sum + each, 0)).toBeCloseTo(total ?? Number.NaN, 5);
  });

  test('it leads with the two commands that need nothing but npm', () => {
    const [first, second] = fences(page).filter(({ language }) => language === 'sh');

    expect(first?.text).toBe('npm ci && npm start\n');
    expect(second?.text).toBe('npm ci && npm test\n');
  });
});

test('both READMEs give the same commands and the same answers', () => {
  const [english, chinese] = readmes.map(({ path }) =>
    fences(readPage(path))
      .filter(({ language }) => language !== 'mermaid')
      .map(({ language, text }) => [language, text]),
  );

  expect(chinese).toEqual(english);
});

const deployPages = [
  { path: 'docs/deploy.md', setting: 'Setting', month: 'A month with' },
  { path: 'docs/deploy.zh-CN.md', setting: '设置', month: '一个月' },
];

describe.each(deployPages)('$path', ({ path, setting, month }) => {
  const page = readPage(path);

  test('has every setting of a stage, and no other', () => {
    expect(table(page, setting).map(([name]) => code(name))).toEqual(settingNames);
  });

  test('its costs of a month add up, at each size', () => {
    for (const size of [1, 2, 3]) {
      const dollars = table(page, month).map((cells) => Number(cells[size]?.replaceAll('*', '')));
      const total = dollars.pop();

      expect(dollars.length).toBeGreaterThan(3);
      expect(dollars.reduce((sum, each) => sum + each, 0)).toBeCloseTo(total ?? Number.NaN, 5);
    }
  });
});

test('both pages of deploying say the same: the same sections, commands and numbers', () => {
  const [english, chinese] = deployPages.map(({ path, setting, month }) => {
    const page = readPage(path);
    return {
      levels: [...withoutFences(page).matchAll(/^(#+) /gm)].map(([, level]) => level),
      commands: fences(page)
        .filter(({ language }) => language === 'sh')
        .map(({ text }) => text),
      settings: table(page, setting).map(([name]) => name),
      months: table(page, month).map((cells) => cells.slice(1)),
    };
  });

  expect(chinese).toEqual(english);
});

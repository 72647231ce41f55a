import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { routes } from '../../lib/routes.ts';
import { CONFIRM_PAGE_ERRORS } from '../../src/wechat/confirm-page-errors.ts';
import { ERRCODE_ROWS } from '../../src/wechat/errcode-rows.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

const FAILURE_MODES = ['failure-modes.md', 'failure-modes.zh-CN.md'] as const;
const PAIRS = [FAILURE_MODES, ['from-a-snippet.md', 'from-a-snippet.zh-CN.md']] as const;

/** A page's headings without their words: `### 45002 45003`. The words differ by language. */
const headings = (page: string): string[] =>
  withoutCode(page)
    .split('\n')
    .filter((line) => /^#{1,4} /.test(line))
    .map((line) => [line.split(' ')[0], ...codeSpans(line)].join(' '));

const codeSpans = (line: string): string[] =>
  [...line.matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? '');
const withoutCode = (page: string): string => page.replaceAll(/^```[\s\S]*?^```/gm, '');

/** The errcode sections: everything before the chapter on the confirm page that has codes. */
const sectionCodes = (page: string): number[] =>
  headings(page)
    .slice(0, headings(page).indexOf('### 模板ID错误'))
    .flatMap((heading) => heading.split(' ').slice(1))
    .map(Number);

const byNumber = (a: number, b: number): number => a - b;
const known = ERRCODE_ROWS.map((row) => row.errcode).toSorted(byNumber);

describe.each(FAILURE_MODES)('docs/%s', (name) => {
  const page = read(name);

  test('its table says of every errcode what the service does', () => {
    const said = [
      ...page.matchAll(/^\| (-?\d+) +\| (\d+)(?: `(\w+)`)? +\| (\w+) +\| (yes|是)? *\|$/gm),
    ];

    expect(
      said.map(([, errcode, status, code, credit, alarm]) => ({
        errcode: Number(errcode),
        status: Number(status),
        code: code ?? null,
        credit,
        alarm: alarm !== undefined,
      })),
    ).toEqual(
      [...ERRCODE_ROWS]
        .toSorted((a, b) => byNumber(a.errcode, b.errcode))
        .map(({ errcode, send: { status, code, credit, alarm } }) => ({
          errcode,
          status,
          code,
          credit,
          alarm,
        })),
    );
  });

  test('every errcode has one section, and no other has one', () => {
    expect(sectionCodes(page).toSorted(byNumber)).toEqual(known);
  });

  test("the confirm page's three errors have a section each", () => {
    for (const { title } of CONFIRM_PAGE_ERRORS) {
      expect(headings(page).filter((heading) => heading === `### ${title}`)).toHaveLength(1);
    }
  });

  test('every section says what one sees, why, and what to check', () => {
    for (const section of page.split(/^### /m).slice(1)) {
      expect(section).toMatch(/^- \*\*(See|现象)\*\*/m);
      expect(section).toMatch(/^- \*\*(Cause|原因)\*\*/m);
      expect(section).toMatch(/^1\. /m);
    }
  });
});

describe.each(PAIRS)('docs/%s and its translation', (english, chinese) => {
  test('they have the same headings in the same order', () => {
    expect(headings(read(chinese))).toEqual(headings(read(english)));
  });

  test.each([english, chinese])('every route that %s names exists', (name) => {
    const named = [...read(name).matchAll(/\b(GET|POST|DELETE) (\/[^\s`?'")，。：；]*)/g)]
      .map(([, method, path]) => `${method} ${path}`)
      .filter((route) => !route.includes(' /cgi-bin/'));

    expect(named.length).toBeGreaterThan(0);
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining(named),
    );
  });
});

describe('docs/wechat-protocol.md', () => {
  test('every source that it cites is in its list, and every listed one is cited', () => {
    const [body = '', list = ''] = read('wechat-protocol.md').split('## 10. Sources');
    const cited = [...body.matchAll(/\[([OTSP]\d+)\]/g)].map((match) => match[1]);
    const listed = [...list.matchAll(/^\| ([OTSP]\d[^|]*?) +\|/gm)].flatMap(([, keys = '']) =>
      keys.split(' '),
    );

    expect([...new Set(cited)].toSorted()).toEqual(listed.toSorted());
  });
});

describe.each([...PAIRS.flat(), 'wechat-protocol.md'])('docs/%s', (name) => {
  test('its links lead to pages that exist', () => {
    const links = [...read(name).matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] ?? '');

    for (const link of links) expect(() => read(link), link).not.toThrow();
  });
});

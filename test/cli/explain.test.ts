import { describe, expect, test } from 'vitest';
import { explainText } from '../../cli/commands/explain.ts';
import { problemWords } from '../../cli/words/problems.ts';
import { problems } from '../../src/entry/problem.ts';
import { CONFIRM_PAGE_ERRORS } from '../../src/wechat/confirm-page-errors.ts';
import { ERRCODE_ROWS } from '../../src/wechat/errcode-rows.ts';
import { yici, yiciJson } from './yici.ts';

test.each(ERRCODE_ROWS.map((row) => [row.errcode, row] as const))(
  'errcode %i is explained by its row',
  (errcode, row) => {
    const { exitCode, json, lines } = explainText(String(errcode));

    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ kind: 'errcode', errcode, listed: true, source: row.source });
    for (const language of ['zh', 'en'] as const) {
      const text = lines.map((line) => line[language]).join('\n');
      expect(text).toContain(row.source);
      expect(text).not.toMatch(/undefined|\{ip\}/);
    }
  },
);

test.each([
  [43101, null],
  [47003, null],
  [43117, null],
  [0, 'ok'],
  [45011, 'try_later'],
  [40001, 'operator'],
  [40125, 'operator'],
])('of errcode %i a token call is said to mean %j', (errcode, tokenCall) => {
  const { json, lines } = explainText(String(errcode));

  expect(json).toMatchObject({ tokenCall });
  expect(lines.some(({ zh }) => zh.includes('取 token  '))).toBe(tokenCall !== null);
  expect(lines.some(({ en }) => en.includes('token call  '))).toBe(tokenCall !== null);
});

test.each(CONFIRM_PAGE_ERRORS.map((page) => [page.title, page] as const))(
  'the confirm page that says %s is explained in both languages',
  (title, page) => {
    const { exitCode, json, lines } = explainText(`“${title}”`);

    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ kind: 'confirm_page', title, check: page.check });
    expect(lines.map(({ zh }) => zh).join()).toContain(page.cause.zh);
    expect(lines.map(({ en }) => en).join()).toContain(page.cause.en);
  },
);

test('every problem of the service has its words, and there are no others', () => {
  expect(Object.keys(problemWords).sort()).toEqual(Object.keys(problems).sort());
});

test.each(Object.keys(problems))('the problem %s is explained', (code) => {
  expect(explainText(code)).toMatchObject({ exitCode: 0, json: { kind: 'problem', code } });
});

describe('an answer of WeChat, pasted as a whole', () => {
  const answers = [
    '{"errcode":40164,"errmsg":"invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1-2-3"}',
    '{"errmsg":"invalid ip 203.0.113.9, not in whitelist","errcode": 40164}',
    'errcode=40164, errmsg=invalid ip 203.0.113.9, not in whitelist',
    'errcode: 40164 invalid ip 203.0.113.9',
  ];
  test.each(answers)('%s is explained with the address that WeChat saw', (answer) => {
    const { json, lines } = explainText(answer);

    expect(json).toMatchObject({ errcode: 40164 });
    expect(lines.map(({ en }) => en).join()).toContain('203.0.113.9');
  });
});

test.each(['12345678', '-99999', '999999999'])(
  '%s is in no table: said so, exit code 3',
  (text) => {
    const { exitCode, json } = explainText(text);

    expect(exitCode).toBe(3);
    expect(json).toMatchObject({ listed: false, credit: 'unknown' });
  },
);

test.each(['', 'hello', '0x10', '43101x', 'toString', '__proto__', '4310143101431014310'])(
  '%j is nothing that could be explained',
  (text) => {
    expect(explainText(text)).toMatchObject({ exitCode: 3, json: { kind: 'nothing' } });
  },
);

test('a negative errcode is no option', async () => {
  const { code, json } = await yiciJson(['explain', '-1']);

  expect(code).toBe(0);
  expect(json).toMatchObject({ kind: 'errcode', errcode: -1 });
});

test('several words are one text', async () => {
  const { stdout } = await yici(['explain', 'errcode:', '43101', '--lang', 'zh']);

  expect(stdout).toContain('errcode 43101：用户没有机会');
});

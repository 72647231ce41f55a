import { CONFIRM_PAGE_ERRORS } from '../../src/wechat/confirm-page-errors.ts';
import { ERRCODE_ROWS } from '../../src/wechat/errcode-rows.ts';
import { errcodeRow, hintFor } from '../../src/wechat/errcodes.ts';
import { type Command, done, type Result } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { same } from '../text.ts';
import { explainWords, pageLines, rowLines, tokenCall } from '../words/explain.ts';
import { problemWords } from '../words/problems.ts';

/** Needs nothing but the tables: no stage, no credentials. */
export const explain: Command = {
  name: 'explain',
  summary: explainWords.summary,
  details: explainWords.details,
  arguments: [{ name: '<what...>', text: explainWords.what }],
  run: async (_, { arguments: words }) => explainText(words.join(' ').trim()),
};

export const explainText = (text: string): Result => {
  const errcode = readErrcode(text);
  if (errcode !== undefined) return explainErrcode(errcode, text);
  const page = CONFIRM_PAGE_ERRORS.find(({ title }) => text !== '' && text.includes(title));
  if (page !== undefined) return done({ kind: 'confirm_page', ...page }, pageLines(page));
  const problem = Object.hasOwn(problemWords, text) ? problemWords[text] : undefined;
  if (problem !== undefined) {
    const { zh, en } = problem;
    const line = { zh: `${text}：${zh}`, en: `${text}: ${en}` };
    return done({ kind: 'problem', code: text, hint: problem }, [line]);
  }
  return {
    exitCode: exitCodes.notFound,
    json: { kind: 'nothing' },
    lines: [explainWords.nothing, ...CONFIRM_PAGE_ERRORS.map(({ title }) => same(`  ${title}`))],
  };
};

/** The code alone, or as WeChat's answers and logs hold it. */
const readErrcode = (text: string): number | undefined => {
  const code = /^-?\d{1,9}$/.exec(text)?.[0] ?? /\berrcode"?[ :=]+"?(-?\d{1,9})\b/i.exec(text)?.[1];
  return code === undefined ? undefined : Number(code);
};

const explainErrcode = (errcode: number, text: string): Result => {
  const listed = ERRCODE_ROWS.some((row) => row.errcode === errcode);
  const row = errcodeRow(errcode);
  const hint = hintFor(errcode, text);
  const { source, send } = row;
  return {
    exitCode: listed ? exitCodes.ok : exitCodes.notFound,
    json: {
      kind: 'errcode',
      errcode,
      listed,
      ...send,
      tokenCall: tokenCall(row) ?? null,
      hint,
      source,
    },
    lines: rowLines(row, listed, hint),
  };
};

import { type Command, done, integerOption } from '../command.ts';
import { countItems, scanUnknown, type UnknownSend } from '../unknown-credits.ts';
import { unknownWords } from '../words/unknown.ts';

/**
 * Every send whose outcome nobody knows, with its openid: logs hold pseudonyms only, and `resolve`
 * needs to be told whose it is.
 */
export const unknown: Command = {
  name: 'unknown',
  summary: unknownWords.summary,
  details: unknownWords.details,
  options: [{ flags: '--page-size <items>', text: unknownWords.pageSize }],
  run: async ({ stage: open, terminal, now }, input) => {
    const pageSize = integerOption(input, 'pageSize', '--page-size', [1, 100_000]);
    const stage = await open();
    const table = await stage.creditsTable();
    const total = await countItems(stage.dynamodb, table);
    const { creditLifetimeSeconds: lifetime } = stage.config;
    const lifetimeMs = lifetime === undefined ? undefined : lifetime * 1000;
    const found: UnknownSend[] = [];
    let scanned = 0;
    try {
      const pages = scanUnknown(stage.dynamodb, table, { nowMs: now(), lifetimeMs, pageSize });
      for await (const page of pages) {
        scanned += page.scanned;
        found.push(...page.found);
        terminal.progress(unknownWords.progress(scanned, total, found.length));
      }
    } finally {
      terminal.progressOver();
    }
    return done({ unknown: found, scanned }, [
      ...found.map(unknownWords.line),
      unknownWords.sum(found.length, scanned),
      ...(found.length > 0 ? [unknownWords.next] : []),
    ]);
  },
};

import { type Command, done, flagOption, integerOption, textOption } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { type VoidedPage, voidRestored as voidPages } from '../restored-credits.ts';
import { requireConsent } from '../terminal.ts';
import { countItems } from '../unknown-credits.ts';
import { parseTime } from '../values.ts';
import { voidRestoredWords } from '../words/void-restored.ts';

/**
 * After a point-in-time restore. The table is named, never looked up: on the table in service it
 * would take from users what they gave.
 */
export const voidRestored: Command = {
  name: 'void-restored',
  summary: voidRestoredWords.summary,
  details: voidRestoredWords.details,
  options: [
    { flags: '--table <name>', text: voidRestoredWords.table },
    { flags: '--restored-to <time>', text: voidRestoredWords.restoredTo },
    { flags: '--page-size <items>', text: voidRestoredWords.pageSize },
    { flags: '--dry-run', text: voidRestoredWords.dryRun },
    { flags: '--yes', text: voidRestoredWords.yes },
  ],
  run: async ({ stage: open, terminal, now }, input) => {
    const table = textOption(input, 'table');
    const time = textOption(input, 'restoredTo');
    if (table === undefined || time === undefined) throw usageFailure(voidRestoredWords.missing);
    const restoredToMs = readPast(time, now());
    const restoredTo = new Date(restoredToMs).toISOString();
    const pageSize = integerOption(input, 'pageSize', '--page-size', [1, 100_000]);
    const dryRun = flagOption(input, 'dryRun');
    if (!dryRun) {
      const question = voidRestoredWords.question(table, restoredTo);
      await requireConsent(terminal, question, flagOption(input, 'yes'));
    }
    const { dynamodb } = await open();
    const total = await countItems(dynamodb, table);
    let sum: VoidedPage = { scanned: 0, voided: 0, kept: 0 };
    try {
      for await (const page of voidPages(dynamodb, { table, restoredToMs, dryRun, pageSize })) {
        sum = {
          scanned: sum.scanned + page.scanned,
          voided: sum.voided + page.voided,
          kept: sum.kept + page.kept,
        };
        terminal.progress(voidRestoredWords.progress(sum, total));
      }
    } finally {
      terminal.progressOver();
    }
    return done({ table, restoredTo, dryRun, ...sum }, [voidRestoredWords.sum(sum, dryRun)]);
  },
};

/** A moment of the future would void what users are about to confirm. */
const readPast = (text: string, nowMs: number): number => {
  const timeMs = parseTime(text);
  if (timeMs === undefined || timeMs > nowMs) throw usageFailure(voidRestoredWords.time);
  return timeMs;
};

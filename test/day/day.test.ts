import { expect, it } from 'vitest';
import { noMutant } from '../model/functions.ts';
import { runs } from '../support/scale.ts';
import { liveOneDay } from './day.ts';

/**
 * `YICI_DAYS='<first seed> [how many]'` lives other days than these, or one of them again; the line
 * that a failing day prints is of that form.
 */
const readDays = (text: string | undefined): { readonly first: number; readonly count: number } => {
  if (text === undefined) return { first: 1, count: runs(40, 2_000) };
  const [first = 1, count = 1] = text.split(' ').map(Number);
  return { first, count };
};

/** Written at once, so that it shows while the days pass. */
const say = (line: string) => process.stderr.write(`${line}\n`);

it('keeps its promise through whole days of users, storms, rotation and deployment', async () => {
  const { first, count } = readDays(process.env['YICI_DAYS']);
  const failed: string[] = [];
  const totals = { events: 0, calls: 0, dead: 0, checks: 0, confirms: 0, messages: 0 };

  for (let seed = first; seed < first + count && failed.length < 5; seed += 1) {
    const { wrong, ...day } = await liveOneDay(seed, noMutant);
    for (const name of ['events', 'calls', 'dead', 'checks', 'confirms', 'messages'] as const) {
      totals[name] += day[name];
    }
    if (wrong !== undefined) {
      failed.push(`${wrong}\n  YICI_DAYS='${seed}' npx vitest run test/day/day.test.ts`);
    }
    const lived = seed - first + 1;
    if (lived % 100 === 0 || lived === count) {
      say(`day: ${lived} of ${count} from seed ${first}: ${JSON.stringify(totals)}`);
    }
  }

  expect(failed).toEqual([]);
}, 3_600_000); // many more than are lived by default

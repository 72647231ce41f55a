import { totalOf } from '../cost/bill.ts';
import { verdictsOf } from '../goals.ts';
import { value } from '../report.ts';
import type { Results } from '../results.ts';
import type { Language } from './language.ts';
import { words } from './words.ts';

type Table = readonly (readonly string[])[];

/** The tables that pages show, by the name in their marker: rows of cells, the heading first. */
export const tablesOf = (results: Results, language: Language): Readonly<Record<string, Table>> => {
  const text = words[language];
  const name = (subject: string) => text.subjects[subject] ?? subject;
  const { cold, sends, writes, throttled, load, cost } = results;
  return {
    goals: [
      text.headings.goals,
      ...verdictsOf(results).map((one) => [
        one.name[language],
        value(one, one.value),
        value(one, one.goal),
        one.aim === undefined ? '' : value(one, one.aim),
        one.passed ? text.passed : text.missed,
      ]),
    ],
    cold: [
      text.headings.cold,
      ...Object.entries(cold).map(([subject, row]) => [
        name(subject),
        row.gzippedKib.toFixed(1),
        row.loadCpu.median.toFixed(1),
        row.firstCpu.median.toFixed(1),
        row.cpu.median.toFixed(1),
        `${row.cpu.q1.toFixed(1)} - ${row.cpu.q3.toFixed(1)}`,
        row.wall.median.toFixed(0),
        (row.rss.median / 2 ** 20).toFixed(0),
      ]),
    ],
    warm: [
      text.headings.warm,
      ...Object.entries(sends).map(([subject, row]) => [
        name(subject),
        row.earlyCpu.median.toFixed(0),
        row.cpu.median.toFixed(0),
        `${row.cpu.q1.toFixed(0)} - ${row.cpu.q3.toFixed(0)}`,
        (row.cpu.median / sends.yici.cpu.median).toFixed(2),
        (row.rss.median / 2 ** 20).toFixed(0),
      ]),
    ],
    writes: [
      text.headings.writes,
      ...Object.entries(writes).map(([subject, row]) => [
        name(subject),
        row.earlyCpu.median.toFixed(0),
        row.cpu.median.toFixed(0),
        `${row.cpu.q1.toFixed(0)} - ${row.cpu.q3.toFixed(0)}`,
      ]),
    ],
    small:
      'skipped' in throttled
        ? [text.headings.small]
        : [
            text.headings.small,
            ...Object.entries(throttled.subjects).map(([subject, row]) => [
              name(subject),
              row.initWall.median.toFixed(0),
              row.firstWall.median.toFixed(0),
              row.nextWall.median.toFixed(0),
            ]),
          ],
    load: [
      text.headings.load,
      ...load.map((step) => [
        `\`${step.route}\``,
        String(step.askedPerSecond),
        step.answeredPerSecond.toFixed(0),
        step.p50Ms.toFixed(1),
        step.p99Ms.toFixed(1),
        String(step.errors),
        step.busiest
          .slice(0, 2)
          .map(({ thread, share }) => `${thread} ${share.toFixed(2)}`)
          .join(', '),
      ]),
    ],
    cost: [
      [text.headings.cost, ...Object.keys(cost.bills.yici), text.together],
      ...Object.entries(cost.bills).map(([subject, bill]) => [
        name(subject),
        ...Object.values(bill).map((dollars) => dollars.toFixed(2)),
        totalOf(bill).toFixed(2),
      ]),
    ],
  };
};

/** The text with each table between `<!-- bench: name -->` and `<!-- /bench -->` as it must be. */
export const withTables = (page: string, tables: Readonly<Record<string, Table>>): string =>
  page.replaceAll(
    /(<!-- bench: (\w+) -->\n)[\s\S]*?(<!-- \/bench -->)/g,
    (_whole, opening: string, name: string, closing: string) => {
      const table = tables[name];
      if (table === undefined) throw new Error(`there is no table ${name}`);
      return `${opening}\n${markdownOf(table)}\n${closing}`;
    },
  );

const markdownOf = ([heading = [], ...rows]: Table): string =>
  [
    line(heading),
    line(heading.map((_, column) => (column === 0 ? '---' : '--:'))),
    ...rows.map(line),
    '',
  ].join('\n');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

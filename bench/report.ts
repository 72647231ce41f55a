import { totalOf } from './cost/bill.ts';
import { type Verdict, verdictsOf } from './goals.ts';
import { peers, type Results } from './results.ts';
import type { Spread } from './statistics.ts';

/** Every number that was measured, then the goals, as lines of text. */
export const reportOf = (results: Results): string => {
  const { machine, cold, sends, writes, throttled, link, tokens, load, cost } = results;
  return [
    `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores, load ${number(machine.loadAverage)}, ${machine.date}, ${machine.mode} run of ${machine.seconds} s`,
    'Medians, in brackets the middle half of the rounds.',
    section('Cold: a fresh process loads a bundle and answers its first send, ms', [
      ['', 'KiB gz', 'load CPU', 'first CPU', 'together', 'wall', 'RSS MB'],
      ...Object.entries(cold).map(([name, row]) => [
        name,
        number(row.gzippedKib),
        number(row.loadCpu.median),
        number(row.firstCpu.median),
        spread(row.cpu),
        spread(row.wall),
        megabytes(row.rss),
      ]),
    ]),
    section('Warm: CPU of one whole send, microseconds', [
      ['', 'first hundred', 'warm', 'wall', 'RSS MB'],
      ...warmRows(sends),
    ]),
    section('Warm: CPU of one conditional write (ours: the whole of record-consent)', [
      ['', 'first hundred', 'warm', 'wall', 'RSS MB'],
      ...warmRows(writes),
    ]),
    'skipped' in throttled
      ? `First send at 128 MB: skipped, ${throttled.skipped}`
      : section(
          `First send at ${throttled.memoryMb} MB after an INIT with a whole core, ${throttled.tls ? 'TLS' : 'without TLS (no openssl here)'}, ms of the clock`,
          [
            ['', 'INIT', 'first send', 'the next'],
            ...Object.entries(throttled.subjects).map(([name, row]) => [
              name,
              spread(row.initWall),
              spread(row.firstWall),
              spread(row.nextWall),
            ]),
          ],
        ),
    section('Confirm link, microseconds of CPU', [
      ['', 'made', 'checked'],
      ['yici', spread(link.build, 2), spread(link.verify, 2)],
    ]),
    section('Calls for an access_token by cold environments that send at once', [
      ['environments', ...Object.keys(tokens[0]?.calls ?? {})],
      ...tokens.map(({ environments, calls }) => [
        String(environments),
        ...Object.values(calls).map(String),
      ]),
    ]),
    section('The local server under load', [
      ['', 'asked/s', 'answered/s', 'p50 ms', 'p99 ms', 'errors', 'share of a core'],
      ...load.map((step) => [
        step.route,
        String(step.askedPerSecond),
        number(step.answeredPerSecond),
        number(step.p50Ms),
        number(step.p99Ms),
        String(step.errors),
        step.busiest.map(({ thread, share }) => `${thread} ${share.toFixed(2)}`).join(', '),
      ]),
    ]),
    section(`A million flows at list price, ${cost.memoryMb} MB, USD`, [
      ['', ...Object.keys(cost.bills.yici), 'together'],
      ...Object.entries(cost.bills).map(([name, bill]) => [
        name,
        ...Object.values(bill).map(dollars),
        dollars(totalOf(bill)),
      ]),
    ]),
    section('Whole send against the peers, CPU', [
      ['yici / peer', 'ratio'],
      ...peers.map((peer) => [
        peer,
        `${(sends.yici.cpu.median / sends[peer].cpu.median).toFixed(2)} x`,
      ]),
    ]),
    section('Goals', [
      ['', 'measured', 'goal', 'aim', ''],
      ...verdictsOf(results).map((one) => [
        one.name.en,
        value(one, one.value),
        value(one, one.goal),
        one.aim === undefined ? '' : value(one, one.aim),
        one.passed ? 'pass' : 'MISSED',
      ]),
    ]),
  ].join('\n\n');
};

const warmRows = (
  rows: Readonly<Record<string, Readonly<Record<'earlyCpu' | 'cpu' | 'wall' | 'rss', Spread>>>>,
) =>
  Object.entries(rows).map(([name, row]) => [
    name,
    spread(row.earlyCpu, 0),
    spread(row.cpu, 0),
    number(row.wall.median, 0),
    megabytes(row.rss),
  ]);

const number = (value: number, digits = 1): string => value.toFixed(digits);
const dollars = (value: number): string => value.toFixed(2);
const megabytes = ({ median }: Spread): string => (median / 2 ** 20).toFixed(0);
const spread = ({ median, q1, q3 }: Spread, digits = 1): string =>
  `${median.toFixed(digits)} (${q1.toFixed(digits)}-${q3.toFixed(digits)})`;

export const value = ({ unit }: Pick<Verdict, 'unit'>, amount: number): string => {
  switch (unit) {
    case 'x':
      return `${amount.toFixed(2)} x`;
    case 'us':
      return `${amount.toFixed(1)} us`;
    case 'calls':
      return String(amount);
    case 'USD':
      return `${amount.toFixed(2)} USD`;
  }
};

const section = (title: string, rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${title}\n${lines.join('\n')}`;
};

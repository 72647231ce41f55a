// `npm run bench`: everything that is measured, against what users would pick instead. About two
// minutes; docs/performance.md says how, and `-- --help` what else it can do.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { readArguments } from './arguments.ts';
import { measureCold } from './cold.ts';
import { costOf } from './cost/cost.ts';
import { countOperations } from './cost/operations.ts';
import { isSafelyMet, verdictsOf } from './goals.ts';
import { installReferences } from './install.ts';
import { measureLink } from './link.ts';
import { holdRates } from './load/hold-rates.ts';
import { progress } from './progress.ts';
import { publish, readResults, resultsFile } from './publish/publish.ts';
import { reportOf } from './report.ts';
import type { Results } from './results.ts';
import { measureThrottled } from './throttled.ts';
import { countTokenCalls } from './tokens.ts';
import { measureSends, measureWrites } from './warm.ts';

const { full, gate, hold, output, publish: onlyPublish } = readArguments(process.argv.slice(2));

const size = full
  ? {
      cold: 25,
      warm: 5,
      lengths: { warmUp: 500, block: 400, blocks: 2 },
      throttled: 7,
      link: 5,
      atOnce: [50, 200],
      rates: { perSecond: [25, 50, 100, 200, 400, 800, 1_600, 3_200], seconds: 4 },
    }
  : {
      cold: 7,
      warm: 3,
      lengths: { warmUp: 200, block: 250, blocks: 1 },
      throttled: 2,
      link: 2,
      atOnce: [50],
      rates: { perSecond: [50, 100, 200], seconds: 1.5 },
    };

if (onlyPublish) {
  publish(readResults());
  process.exit();
}
/** What one environment takes, as a thread. */
const environmentBytes = 60_000_000;

installReferences();
const safe = new Set(
  verdictsOf(readResults())
    .filter(isSafelyMet)
    .map(({ name }) => name.en),
);
const started = performance.now();
const machine = {
  date: new Date().toISOString(),
  node: process.version.slice(1),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  loadAverage: loadavg()[0] ?? 0,
  mode: full ? 'full' : 'quick',
} as const;

const cold = await measureCold(size.cold, progress);
const sends = await measureSends(size.warm, size.lengths, progress);
const writes = await measureWrites(size.warm, size.lengths, progress);
const throttled = await measureThrottled(size.throttled, progress);
const link = await measureLink(size.link, progress);
const tokens = [];
for (const environments of size.atOnce) {
  if (process.availableMemory() < environments * environmentBytes) {
    console.error(
      `${environments} environments at once: skipped, there is not the memory for them`,
    );
  } else tokens.push(await countTokenCalls(environments, progress));
}
const load = await holdRates(size.rates, progress);
const cost = costOf(await countOperations());

const results: Results = {
  machine: { ...machine, seconds: Math.round((performance.now() - started) / 1_000) },
  cold,
  sends,
  writes,
  throttled,
  link,
  tokens,
  load,
  cost,
};
console.log(`\n${reportOf(results)}\n`);

const text = `${JSON.stringify(results, rounded, 2)}\n`;
if (output !== undefined) writeFileSync(output, text);
if (full) {
  writeFileSync(resultsFile, text);
  publish(readResults());
}

/** Four significant digits say all that such a measurement can say. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

const verdicts = verdictsOf(results);
const missed = verdicts.filter(({ passed }) => !passed);
const lost = missed.filter(({ name }) => safe.has(name.en));
for (const { name } of lost) console.log(`met by bench/results.json, and missed now: ${name.en}`);
console.log(`${verdicts.length - missed.length} goals met, ${missed.length} missed`);
process.exitCode = (gate && missed.length > 0) || (hold && lost.length > 0) ? 1 : 0;

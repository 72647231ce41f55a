// One warm environment: a bundle that answers one event after another, each with a key of its own.
// Its result goes to file descriptor 3.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const { bundle, event, warmUp, block, blocks } = JSON.parse(process.argv[2]);
const { handler } = bundle.endsWith('.cjs')
  ? createRequire(import.meta.url)(bundle)
  : await import(bundle);
const context = {
  awsRequestId: 'request',
  functionName: 'bench',
  getRemainingTimeInMillis: () => 20_000,
};

let number = 0;
const once = () => {
  number += 1;
  return handler(JSON.parse(event.replace('key-0', `key-${number}`)), context);
};

/** Microseconds of CPU and of the clock for each event of so many. */
const measure = async (events) => {
  const startedCpu = process.cpuUsage();
  const started = performance.now();
  for (let left = events; left > 0; left -= 1) await once();
  const { user, system } = process.cpuUsage(startedCpu);
  return { cpu: (user + system) / events, wall: ((performance.now() - started) * 1_000) / events };
};

const answer = await once();
const early = await measure(99);
if (warmUp > 0) await measure(warmUp);
const warm = [];
for (let left = blocks; left > 0; left -= 1) warm.push(await measure(block));
warm.sort((a, b) => a.cpu - b.cpu);
const { cpu, wall } = warm[Math.floor(warm.length / 2)];

writeSync(
  3,
  JSON.stringify({ answer, earlyCpu: early.cpu, cpu, wall, rss: process.memoryUsage.rss() }),
);
process.exit(0);

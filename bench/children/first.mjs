// One cold start: a fresh process that loads a bundle and answers its first event, then a few more.
// An ES module, as Lambda's runtime is. Its result goes to file descriptor 3: what the function
// prints goes where the parent says.
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const { bundle, event, more, group, certificate } = JSON.parse(process.argv[2]);
if (certificate !== undefined) {
  process
    .getBuiltinModule('node:tls')
    .setDefaultCACertificates([readFileSync(certificate, 'utf8')]);
}
// the loader of ES modules is up before a function's own code is loaded, as in Lambda
await import('./nothing.mjs');

const context = {
  awsRequestId: 'request',
  functionName: 'bench',
  getRemainingTimeInMillis: () => 20_000,
};
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
const load = async () =>
  bundle.endsWith('.cjs') ? createRequire(import.meta.url)(bundle) : await import(bundle);

const boot = { cpu: cpuMs(), wall: performance.now() };
const { handler } = await load();
const loaded = { cpu: cpuMs(), wall: performance.now() };
// as Lambda does it: INIT has a whole core, an invocation its memory's share
if (group !== undefined) writeFileSync(`${group}/cgroup.procs`, String(process.pid));
const invoked = { cpu: cpuMs(), wall: performance.now() };
const answer = await handler(JSON.parse(event), context);
const answered = { cpu: cpuMs(), wall: performance.now() };
for (let left = more; left > 0; left -= 1) {
  await handler(JSON.parse(event.replace('key-0', `key-${left}`)), context);
}
const ended = performance.now();

writeSync(
  3,
  JSON.stringify({
    answer,
    bootCpu: boot.cpu,
    loadCpu: loaded.cpu - boot.cpu,
    loadWall: loaded.wall - boot.wall,
    firstCpu: answered.cpu - invoked.cpu,
    firstWall: answered.wall - invoked.wall,
    nextWall: more === 0 ? 0 : (ended - answered.wall) / more,
    rss: process.memoryUsage.rss(),
  }),
);
process.exit(0);

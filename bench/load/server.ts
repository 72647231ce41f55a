// What `npm start` runs, in a process of its own, that tells how much each of its threads works.
import type { Worker } from 'node:worker_threads';
import { startLocal } from '../../local/start-local.ts';
import type { ServerMessage } from './start.ts';

const [dataDir = ''] = process.argv.slice(2);
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

const local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });
await local.invokeRefresh();

/** Milliseconds of CPU since the start, by thread. */
const threads = async (): Promise<Readonly<Record<string, number>>> => {
  const { user, system } = process.threadCpuUsage();
  const others = await Promise.all(
    workers.map(async (worker) => {
      const usage = await worker.cpuUsage();
      return [worker.threadName ?? '', (usage.user + usage.system) / 1_000] as const;
    }),
  );
  return { 'gateway and simulator': (user + system) / 1_000, ...Object.fromEntries(others) };
};

const tell = (message: ServerMessage) => process.send?.(message);

process.once('disconnect', async () => {
  await local.close();
  process.exit();
});
process.on('message', async () => tell({ kind: 'threads', cpuMs: await threads() }));
tell({
  kind: 'listening',
  serviceUrl: local.serviceUrl,
  simulatorApiUrl: local.simulatorApiUrl,
});

// A thread that explores what it is told to, one job after another.
import { parentPort } from 'node:worker_threads';
import { type Explored, type Job, runJob } from './explorer-job.ts';

/** What a thread says: how far it has come, and at last what it has found. */
export type Said =
  | { readonly executions: number }
  | { readonly explored: Explored }
  | { readonly failed: string };

// thousands of simulated failures in a second: their stacks cost more than all the rest of them
Error.stackTraceLimit = 0;

const say = (said: Said) => parentPort?.postMessage(said);

parentPort?.on('message', (job: Job) => {
  runJob(job, (executions) => say({ executions })).then(
    (explored) => say({ explored }),
    (error) => say({ failed: error instanceof Error ? error.message : 'something was thrown' }),
  );
});

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Explored, Job } from './explorer-job.ts';
import type { Said } from './explorer-worker.ts';

export type Pool = {
  readonly threads: number;
  /** Waits its turn; jobs are begun in the order in which they were given. */
  readonly run: (job: Job) => Promise<Explored>;
  readonly close: () => Promise<void>;
};

type Waiting = {
  readonly job: Job;
  readonly resolve: (explored: Explored) => void;
  readonly reject: (error: Error) => void;
};

/**
 * As many threads as there are cores, which explore one job each.
 * @param heard is told how many executions have been made since it was told last
 */
export const createPool = (heard: (executions: number) => void): Pool => {
  const waiting: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const idle: Worker[] = [];

  const next = () => {
    const worker = idle.pop();
    const one = worker && waiting.shift();
    if (worker === undefined) return;
    if (one === undefined) {
      idle.push(worker);
      return;
    }
    busy.set(worker, one);
    worker.postMessage(one.job);
  };
  const create = () => {
    const worker = new Worker(new URL('./explorer-worker.ts', import.meta.url));
    const rest = () => {
      busy.delete(worker);
      idle.push(worker);
      next();
    };
    worker.on('message', (said: Said) => {
      if ('executions' in said) return heard(said.executions);
      const one = busy.get(worker);
      if ('explored' in said) one?.resolve(said.explored);
      else one?.reject(new Error(said.failed));
      rest();
    });
    worker.on('error', (error) => busy.get(worker)?.reject(error as Error));
    return worker;
  };
  const workers = Array.from({ length: availableParallelism() }, create);
  idle.push(...workers);

  return {
    threads: workers.length,
    run: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ job, resolve, reject });
        next();
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

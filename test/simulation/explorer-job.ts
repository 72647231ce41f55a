import { type Exploration, explore, type Limits, replay } from './explorer.ts';
import { startSystem } from './explorer-system.ts';
import { mutantNamed } from './mutants.ts';
import { scenarioNamed } from './scenarios.ts';
import { type Schedule, writeSchedule } from './schedule.ts';

/** What one thread is asked to explore; all of it can be sent to another thread. */
export type Job = Omit<Schedule, 'steps'> & {
  /** Begins the words of the violation that is looked for, until it is found; else there is none. */
  readonly wanted?: string | undefined;
};

export type Explored = Omit<Exploration, 'first'> & {
  readonly first?:
    | {
        readonly invariant: string;
        /** Replays it. */
        readonly line: string;
        /** What the replay has come to. */
        readonly replayed: string | undefined;
      }
    | undefined;
};

/** Explores one scenario, with or without a planted bug. */
export const runJob = async (job: Job, heard: Limits['heard']): Promise<Explored> => {
  const scenario = scenarioNamed(job.scenario);
  const planted = job.planted === undefined ? undefined : mutantNamed(job.planted);
  const start = () => startSystem(scenario, job.faults, planted);
  const stopAtFirst = job.wanted !== undefined;
  const { first, ...found } = await explore(start, { heard, only: job.wanted, stopAtFirst });
  if (first === undefined) return found;
  const { invariant, schedule: steps } = first;
  const replayed = (await replay(start(), steps)).invariant;
  return { ...found, first: { invariant, line: writeSchedule({ ...job, steps }), replayed } };
};

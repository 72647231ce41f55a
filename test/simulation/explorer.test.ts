import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFull, runs } from '../support/scale.ts';
import type { Explored, Job } from './explorer-job.ts';
import { createPool } from './explorer-pool.ts';
import { mutants } from './mutants.ts';
import { scenarios } from './scenarios.ts';

/** Fewer would prove less than `docs/guarantees.md` says. */
const leastExecutions = runs(100_000, 1_000_000);
const progressEvery = runs(50_000, 100_000);

const startedAtMs = Date.now();
const seconds = () => `${Math.round((Date.now() - startedAtMs) / 1000)} s`;
const total = { executions: 0, completed: 0, states: 0, scenarios: 0, violations: 0, caught: 0 };

/** Written at once, so that it shows while they are explored. */
const say = (line: string) => process.stderr.write(`${line}\n`);
let heard = 0;
const pool = createPool((executions) => {
  heard += executions;
  if (heard % progressEvery === 0) say(`explorer: ${heard} executions in ${seconds()}`);
});

const explored = new Map<Job, Promise<Explored>>();
const toDo = scenarios.map(({ name, faults }) => ({
  scenario: name,
  faults: isFull ? faults.full : faults.fast,
}));
const planted = mutants.map(({ name, scenario, faults, invariant }) => ({
  scenario,
  faults,
  planted: name,
  wanted: invariant,
}));

/** All of it is begun at once, on all cores; a test waits for its own part. */
beforeAll(() => {
  for (const job of [...toDo, ...planted]) {
    const found = pool.run(job);
    found.catch(() => undefined); // its own test will say so
    explored.set(job, found);
  }
});
const resultOf = (job: Job): Promise<Explored> => {
  const found = explored.get(job);
  if (found === undefined) throw new Error('nobody explores this');
  return found;
};

afterAll(async () => {
  await pool.close();
  say(
    `explorer: ${total.executions} executions of ${total.scenarios} scenarios, ${total.completed} of them ` +
      `to the end, ${total.states} states, ` +
      `${total.violations} violations; ${planted.length} planted bugs, ` +
      `${planted.length - total.caught} survivors; ${seconds()} on ${pool.threads} threads`,
  );
});

describe('every schedule of the real use cases, with faults', () => {
  it.each(toDo)(
    '$scenario breaks no invariant',
    async (job) => {
      const { executions, states, deepest, violations, first, ...found } = await resultOf(job);

      total.executions += executions;
      total.completed += found.completed;
      total.states += states;
      total.violations += violations;
      total.scenarios += 1;
      console.log(
        `${job.scenario}: ${executions} executions, up to ${job.faults} faults each, ` +
          `${states} states, at most ${deepest} steps, ${violations} violations`,
      );
      expect(first && `${first.invariant}\n  npm run test:replay -- '${first.line}'`).toBe(
        undefined,
      );
      expect(found.exhaustive).toBe(true);
    },
    300_000,
  );

  it('are as many as we say', () => {
    expect(total.executions).toBeGreaterThanOrEqual(leastExecutions);
  });
});

describe('a planted bug is caught, by the invariant that it breaks', () => {
  it.each(planted)(
    '$planted',
    async (job) => {
      const { first } = await resultOf(job);

      expect(first?.invariant).toMatch(new RegExp(`^${job.wanted.split(':')[0]}\\b`));
      expect(first?.replayed, 'the same line gives the same').toBe(first?.invariant);
      total.caught += 1;
      console.log(`${job.planted}: ${first?.invariant}: ${first?.line}`);
    },
    120_000,
  );
});

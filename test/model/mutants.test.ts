import { afterAll, describe, expect, it } from 'vitest';
import { mutants } from './mutants.ts';
import { runModel } from './runs.ts';

/** Fewer than the full suite has. */
const numRuns = 500;

/** How a broken promise reads; a bug that only crashes would read otherwise, and prove nothing. */
const brokenPromise =
  /promised .*(got|sent all the same)|requests to WeChat in one send|forced again after|sealed a link before its time/;

let caught = 0;
afterAll(() => {
  console.log(`model: ${mutants.length} planted bugs, ${mutants.length - caught} survivors`);
});

describe('a planted bug is caught', () => {
  it.each(mutants)('$name', async (mutant) => {
    const { runs, failure } = await runModel({
      numRuns,
      replay: { seed: 20261123 },
      mutant,
      shrink: false,
    });

    console.log(`${mutant.name}: caught in run ${runs}: ${failure?.split('\n')[0]}`);
    expect(failure?.split('\n')[0]).toMatch(brokenPromise);
    caught += 1;
  });
});

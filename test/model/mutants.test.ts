import { afterAll, describe, expect, it } from 'vitest';
import { mutants } from './mutants.ts';
import { runModel } from './runs.ts';

/** Fewer than the full suite has. */
const numRuns = 500;

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
    expect(failure).toBeDefined();
    caught += 1;
  });
});

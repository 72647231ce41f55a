import { afterAll, describe, expect, it } from 'vitest';
import { isFull } from '../support/scale.ts';
import { liveOneDay } from './day.ts';
import { fleetMutants, portMutants } from './mutants.ts';

/** Far fewer than the full suite lives. */
const mostDays = 100;
/** The fast suite plants only what the generated commands cannot show: they have one of everything. */
const planted = isFull ? [...fleetMutants, ...portMutants] : fleetMutants;

let caught = 0;
afterAll(() => {
  console.log(`day: ${planted.length} planted bugs, ${planted.length - caught} survivors`);
});

describe('a planted bug is caught', () => {
  it.each(planted)(
    '$name',
    async (mutant) => {
      let wrong: string | undefined;
      let seed = 0;
      while (wrong === undefined && seed < mostDays) {
        seed += 1;
        ({ wrong } = await liveOneDay(seed, mutant));
      }

      console.log(`${mutant.name}: caught on day ${seed}: ${wrong?.split('\n')[0]}`);
      expect(wrong, `not caught in ${mostDays} days`).toMatch(/^\S/);
      caught += 1;
    },
    300_000,
  );
});

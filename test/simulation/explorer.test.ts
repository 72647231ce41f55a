import { afterAll, describe, expect, it } from 'vitest';
import { isFull } from '../support/scale.ts';
import { explore, replay, shortestViolation } from './explorer.ts';
import { startSystem } from './explorer-system.ts';
import { mutants } from './mutants.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';

const told: string[] = [];
let executions = 0;
afterAll(() => {
  console.log([...told, `${executions} executions explored`].join('\n'));
});

describe('every schedule of the real use cases, with faults', () => {
  it.each(scenarios)(
    '$name breaks no invariant',
    async (scenario) => {
      const faults = isFull ? scenario.faults.full : scenario.faults.fast;

      const found = await explore(() => startSystem(scenario, faults));

      executions += found.executions;
      told.push(
        `${scenario.name}: ${found.executions} executions, ${faults} fault(s) each, ` +
          `${found.states} states, at most ${found.deepest} steps, ${found.violations} violations`,
      );
      expect(found.first, found.first?.schedule.join(' ')).toBeUndefined();
      expect(found.exhaustive).toBe(true);
    },
    300_000,
  );
});

describe('a planted bug is caught, by the invariant that it breaks', () => {
  it.each(mutants)(
    '$name',
    async (mutant) => {
      const start = () => startSystem(scenarioNamed(mutant.scenario), mutant.faults, mutant);

      const { violation } = await shortestViolation(start, mutant.invariant);

      expect(violation?.invariant).toMatch(new RegExp(`^${mutant.invariant.split(':')[0]}\\b`));
      const schedule = violation?.schedule ?? [];
      told.push(`${mutant.name}: ${violation?.invariant}: ${schedule.join(' ')}`);
      expect((await replay(start(), schedule)).invariant, 'one line replays it').toBe(
        violation?.invariant,
      );
    },
    120_000,
  );
});

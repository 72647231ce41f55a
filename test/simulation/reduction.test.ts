import { expect, it } from 'vitest';
import { isFull } from '../support/scale.ts';
import { explore, type System } from './explorer.ts';
import { startSystem } from './explorer-system.ts';
import { mutantNamed } from './mutants.ts';
import { scenarioNamed } from './scenarios.ts';
import { writeSchedule } from './schedule.ts';

/** All that an exploration can tell of a system: how it may end, and what may be wrong in it. */
const outcomesOf = async (start: () => System, unreduced: boolean) => {
  const ends = new Set<string>();
  const wrongs = new Set<string>();
  const noted = (wrong: string | undefined) => {
    if (wrong !== undefined) wrongs.add(wrong);
    return wrong;
  };
  const { executions, exhaustive } = await explore(
    () => {
      const system = start();
      return {
        ...system,
        violation: () => noted(system.violation()),
        finish: async () => {
          ends.add(system.state());
          return noted(await system.finish());
        },
      };
    },
    { unreduced },
  );
  expect(exhaustive).toBe(true);
  return { executions, ends, wrongs };
};

const small = [
  { scenario: 'two-keys', faults: 1 },
  { scenario: 'one-key', faults: 1 },
  { scenario: 'operator-repeats', faults: 1 },
  { scenario: 'reconcile', faults: 0 },
  { scenario: 'two-keys', faults: 1, planted: 'a timeout releases the credit' },
  { scenario: 'two-keys', faults: 0, planted: 'a claim that does not ask for an unused confirm' },
] as const;
const larger = [
  { scenario: 'two-links-in-one-second', faults: 1 },
  { scenario: 'reloads', faults: 0 },
  { scenario: 'confirms-again', faults: 0 },
] as const;

const cases = [...small, ...(isFull ? larger : [])].map((one) => {
  const { scenario, faults, planted } = { planted: undefined, ...one };
  return {
    name: writeSchedule({ scenario, faults, planted, steps: [] }),
    scenario,
    faults,
    planted,
  };
});

it.each(cases)(
  'to end a run at a known state hides no end and no violation: $name',
  async ({ scenario, faults, planted }) => {
    const bug = planted === undefined ? undefined : mutantNamed(planted);
    const start = () => startSystem(scenarioNamed(scenario), faults, bug);

    const reduced = await outcomesOf(start, false);
    const whole = await outcomesOf(start, true);

    expect(reduced.ends).toEqual(whole.ends);
    expect(reduced.wrongs).toEqual(whole.wrongs);
    expect(whole.wrongs.size > 0).toBe(planted !== undefined);
    expect(reduced.executions).toBeLessThan(whole.executions);
  },
  60_000,
);

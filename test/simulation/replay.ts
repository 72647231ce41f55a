// `npm run test:replay -- '<line>'`: makes one execution again, by the line that a failed
// exploration has printed, and shows after each step what is stored.
import { replay } from './explorer.ts';
import { startSystem } from './explorer-system.ts';
import { mutantNamed } from './mutants.ts';
import { scenarioNamed } from './scenarios.ts';
import { readSchedule } from './schedule.ts';

const { scenario, faults, planted, steps } = readSchedule(process.argv.slice(2).join(' '));
const system = startSystem(
  scenarioNamed(scenario),
  faults,
  planted === undefined ? undefined : mutantNamed(planted),
);

let shown = '';
const { invariant } = await replay(system, steps, (label) => {
  console.log(label);
  const now = system.shown();
  if (now !== shown) console.log(now.replaceAll(/^/gm, '    '));
  shown = now;
});
console.log(invariant ?? 'no invariant is broken');
process.exitCode = invariant === undefined ? 0 : 1;

import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest in a full run, longest first: one of these begun last would run alone on one core. */
const longest = [
  'test/day/day.test.ts',
  'test/crash/send.test.ts',
  'test/aws/engines.test.ts',
  'test/crash/refresh.test.ts',
  'test/simulation/explorer.test.ts',
  'test/crash/many-senders.test.ts',
  'test/crash/credits.test.ts',
  'test/day/mutants.test.ts',
  'test/model/model.test.ts',
  'test/lies/fuzz.test.ts',
  'test/faults/freeze.test.ts',
  'test/examples/back-ends.test.ts',
  'test/browser/demo.test.ts',
  'test/browser/targets.test.ts',
  'test/lib/bin.test.ts',
  'test/cli/operator.test.ts',
  'test/local/run.test.ts',
];

const rank = ({ moduleId, project }: TestSpecification): number => {
  const at = longest.indexOf(relative(project.config.root, moduleId).replaceAll('\\', '/'));
  return at === -1 ? longest.length : at;
};

/** The order of a run on a machine that has not run it before. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    return others.toSorted((a, b) => rank(a) - rank(b));
  }
}

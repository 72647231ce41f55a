/**
 * What takes longest for what it adds: whole programs, the longer courses of crashes, most planted
 * bugs. It runs in `npm run test:full`, and whenever a file or a folder is named.
 */
const fullOnly = [
  'test/browser/targets.test.ts',
  'test/canary/deployment.test.ts',
  'test/cli/deployed-stage.test.ts',
  'test/crash/consent.test.ts',
  'test/crash/credits.test.ts',
  'test/crash/refresh.test.ts',
  'test/day/mutants.test.ts',
  'test/examples/back-ends.test.ts',
  'test/examples/signing.test.ts',
  'test/lib/bin.test.ts',
  'test/local/run.test.ts',
  'test/model/mutants.test.ts',
  'test/wechat-simulator/pages.test.ts',
];

export const leftToTheFullRun: readonly string[] =
  process.env['YICI_TEST'] === 'fast' ? fullOnly : [];

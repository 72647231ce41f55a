import { configDefaults, defineConfig } from 'vitest/config';
import { leftToTheFullRun } from './test/support/full-only.ts';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftToTheFullRun],
    globalSetup: ['test/support/scratch.ts'],
    // ends what hangs; a busy or small machine is no failure
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // a worker keeps the modules of one file for the next: to load CDK for each of them takes as long as its tests
    isolate: false,
    clearMocks: true,
  },
});

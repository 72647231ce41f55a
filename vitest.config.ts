import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/scratch.ts'],
    // ends what hangs; a busy or small machine is no failure
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    // a worker keeps the modules of one file for the next: to load CDK for each of them takes as long as its tests
    isolate: false,
    clearMocks: true,
  },
});

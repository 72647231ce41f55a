import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // ends what hangs; a busy or small machine is no failure
    testTimeout: 60_000,
    hookTimeout: 60_000,
    clearMocks: true,
  },
});

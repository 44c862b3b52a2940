import { defineConfig } from 'vitest/config';

/** Tests that take minutes, such as a million mutated headers: `npm run test:long`. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    passWithNoTests: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    globalSetup: ['test/harness/global-setup.ts'],
    setupFiles: ['test/harness/no-leaks.ts'],
  },
});

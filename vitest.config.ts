import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.hormesis/**', 'test/long/**', 'test/real/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['test/harness/global-setup.ts'],
    setupFiles: ['test/harness/no-leaks.ts'],
    // Most of the time goes into waiting for processes, leases and holds: three files at once keep two cores busy.
    maxWorkers: 3,
  },
});

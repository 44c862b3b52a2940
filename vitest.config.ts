import { defineConfig } from 'vitest/config';

const NEVER = ['**/node_modules/**', '**/dist/**', '**/.hormesis/**', 'test/long/**', 'test/real/**'];
const PURE = [
  'contract/**/*.test.ts',
  'agents/core/**/*.test.ts',
  'server/src/features/**/*.test.ts',
  'web/**/*.test.{ts,tsx}',
];

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // Pure code: no process, no port, nothing that one file leaves to the next.
        test: { name: 'pure', include: PURE, exclude: NEVER, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...NEVER, ...PURE],
        },
      },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: ['test/harness/global-setup.ts'],
    setupFiles: ['test/harness/no-leaks.ts'],
    // Most of the time goes into waiting for processes, leases and holds: four files at once keep two cores busy.
    maxWorkers: 4,
  },
});

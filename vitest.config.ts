import { defineConfig } from 'vitest/config';
import { COMPILED } from './test/harness/compiled.ts';

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
    // Node loads the code as it does outside of tests, and keeps what it compiled: each file of tests is a process that
    // would otherwise have the whole server transformed and compiled for itself. Nothing here is mocked by its name.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    env: { NODE_COMPILE_CACHE: COMPILED },
    // Most of the time goes into waiting for processes, leases and holds: three files at once keep two cores busy.
    maxWorkers: 3,
  },
});

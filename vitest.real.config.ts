import { defineConfig } from 'vitest/config';

/** Tests against foreign programs (proxies, clouds): `npm run test:real`. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    passWithNoTests: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    globalSetup: ['test/harness/global-setup.ts'],
    setupFiles: ['test/harness/no-leaks.ts'],
  },
});

import { test } from 'vitest';
import { expectNoEffect } from '../headers/no-effect.ts';

test('1,000,000 mutated headers have no effect and throw nothing', { timeout: 3_600_000 }, async () => {
  const seed = Date.now() % 1_000_000_000;
  await expectNoEffect(1_000_000, seed);
});

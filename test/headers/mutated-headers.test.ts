import { test } from 'vitest';
import { expectNoEffect } from './no-effect.ts';

test('20,000 mutated headers have no effect and throw nothing', async () => {
  await expectNoEffect(20_000, 20_000);
});

import { expect, test } from 'vitest';
import { streamSlots } from './stream-slots.ts';

test('an account plays so many streams at once, and gets them back after a while', async () => {
  let nowMs = 0;
  const slots = streamSlots(2, () => nowMs);
  await slots.take('u000001');
  nowMs = 6_000;
  await slots.take('u000001');
  await expect(slots.take('u000001')).rejects.toThrow('all 2 streams');
  await slots.take('u000002');
  nowMs = 10_001;
  await slots.take('u000001');
  await expect(slots.take('u000001')).rejects.toThrow('all 2 streams');
});

import { expect, test } from 'vitest';
import { abortEvent } from './judge.ts';

test('who ended a day without saying why is told as that, without a colon that leads nowhere', () => {
  expect(abortEvent('ann', '').text).toBe('ann aborted the game day');
  expect(abortEvent('ann', 'support is flooded').text).toBe('ann aborted the game day: support is flooded');
  expect(abortEvent('hormesis', 'its time is over').text).toBe('The game day ended by itself: its time is over.');
});

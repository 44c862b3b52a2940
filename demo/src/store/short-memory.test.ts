import { expect, test } from 'vitest';
import { shortMemory } from './short-memory.ts';

test('a rating is asked for once a minute, and a failure is not remembered', async () => {
  let now = 0;
  let loads = 0;
  const rating = shortMemory(
    60_000,
    async (title) => {
      loads += 1;
      if (loads === 1) throw new Error('the store is away');
      return `${title} ${loads}`;
    },
    () => now,
  );
  await expect(rating('glass-tide')).rejects.toThrow('away');
  expect(await rating('glass-tide')).toBe('glass-tide 2');
  now = 59_999;
  expect(await rating('glass-tide')).toBe('glass-tide 2');
  now = 60_000;
  expect(await rating('glass-tide')).toBe('glass-tide 3');
});

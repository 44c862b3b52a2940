import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTraffic } from './traffic.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function traffic(play: (user: string, title: string) => Promise<boolean>, outstanding = 100_000) {
  return startTraffic({ requestsPerSecond: 100, outstanding, play, random: Math.random });
}

test('the fleet gets about the asked rate once it is warm', async () => {
  const running = traffic(async () => true);
  await vi.advanceTimersByTimeAsync(15_000);
  running.take();
  await vi.advanceTimersByTimeAsync(60_000);
  const { sent, ok, failed } = running.take();
  running.stop();
  expect(sent).toBeGreaterThan(5_400);
  expect(sent).toBeLessThan(6_600);
  expect({ ok, failed }).toEqual({ ok: sent, failed: 0 });
});

test('people keep coming when nobody is answered, until too many wait', async () => {
  const running = traffic(() => new Promise(() => {}), 500);
  await vi.advanceTimersByTimeAsync(30_000);
  const { sent, ok, failed, withheld } = running.take();
  running.stop();
  expect({ sent, ok, failed }).toEqual({ sent: 500, ok: 0, failed: 0 });
  expect(withheld).toBeGreaterThan(500);
});

test('a process that stood still does not catch up with a burst', async () => {
  const running = traffic(async () => true);
  await vi.advanceTimersByTimeAsync(10_000);
  running.take();
  // The clock jumps while no timer runs, as for a process that was stopped and continued.
  const beforeTheJump = performance.now.bind(performance);
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => beforeTheJump() + 30_000);
  await vi.advanceTimersByTimeAsync(1_000);
  clock.mockRestore();
  expect(running.take().sent).toBeLessThan(250);
  running.stop();
});

test('after the stop nobody comes any more and no timer is left', async () => {
  const running = traffic(async () => false);
  await vi.advanceTimersByTimeAsync(10_000);
  running.stop();
  const { sent, failed } = running.take();
  expect(failed).toBe(sent);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(running.take().sent).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

import type { Report } from '@hormesis/contract/agent-link.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Reporter } from './reporter.ts';
import { Sums } from './sums.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An entry whose reports are answered after `answerMs`, with the moments at which they were sent. */
function entry(answerMs: number) {
  let isConcerned = true;
  const sums = new Sums();
  const sent: { readonly atMs: number; readonly units: number }[] = [];
  const now = () => Date.now();
  const beganMs = now();
  const reporter = new Reporter({
    clock: { monotonicMs: now, wallMs: now },
    sums,
    present: () => ({ revision: 1, active: [], halted: [] }),
    concerned: () => isConcerned,
    send: ({ sequence, events }: Report) => {
      sent.push({ atMs: now() - beganMs, units: events.length });
      setTimeout(() => {
        reporter.answered(sequence);
        reporter.afterAnswer();
      }, answerMs);
      return true;
    },
    tick: () => {},
  });
  const what = { experiment: 'e7k2m9q4x1', kpi: 'failed', stage: 0, rhoPpm: 500_000, arm: 'treatment' } as const;
  const fails = (unit: number) => sums.event({ ...what, unit: String(unit).padStart(16, '0'), atMs: now() }, 'events');
  const halted = () => {
    isConcerned = false;
    reporter.putOff();
  };
  return { reporter, sent, fails, halted, atMs: () => now() - beganMs };
}

test('users that fail are told within 300 ms, together, and the other reports keep to their second', async () => {
  const { reporter, sent, fails, atMs } = entry(20);
  await vi.advanceTimersByTimeAsync(1_500);
  const regular = sent.at(-1)?.atMs ?? 0;
  await vi.advanceTimersByTimeAsync(regular + 1_100 - atMs());
  for (const unit of [1, 2, 3]) fails(unit);
  const failedMs = atMs();
  await vi.advanceTimersByTimeAsync(140);
  expect(sent.at(-1)?.units, 'others may follow').toBe(0);
  await vi.advanceTimersByTimeAsync(170);
  expect(sent.at(-1)).toMatchObject({ units: 3 });
  expect((sent.at(-1)?.atMs ?? 0) - failedMs).toBeLessThanOrEqual(300);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent.map(({ atMs: each }) => each - regular).filter((each) => each >= 0)).toContain(2_000);
  reporter.stop();
});

test('however many fail, one report is under way: what comes meanwhile is told when it is answered', async () => {
  const { reporter, sent, fails } = entry(900);
  for (let unit = 0; unit < 1_000; unit += 1) {
    fails(unit);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(sent.length).toBeLessThanOrEqual(12);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent.reduce((sum, { units }) => sum + units, 0)).toBe(1_000);
  reporter.stop();
});

test('after a halt the next report comes a second later, once, and what fails is told as soon as ever', async () => {
  const { reporter, sent, fails, halted, atMs } = entry(20);
  await vi.advanceTimersByTimeAsync(1_500);
  const regular = sent.at(-1)?.atMs ?? 0;
  await vi.advanceTimersByTimeAsync(regular + 1_300 - atMs());
  const before = sent.length;
  halted();
  await vi.advanceTimersByTimeAsync(900);
  expect(sent.length, 'a report would have been due').toBe(before);
  // A hostile control plane that halts again and again does not silence it.
  halted();
  fails(1);
  await vi.advanceTimersByTimeAsync(300);
  expect(sent.slice(before).reduce((sum, { units }) => sum + units, 0)).toBe(1);
  await vi.advanceTimersByTimeAsync(regular + 3_000 - atMs());
  expect(sent.at(-1)?.atMs).toBe(regular + 3_000);
  reporter.stop();
});

test('a halt leaves the report of an idle agent, due in many seconds, where it was', async () => {
  const { reporter, sent, halted, atMs } = entry(20);
  await vi.advanceTimersByTimeAsync(1_500);
  halted();
  await vi.advanceTimersByTimeAsync(2_500);
  const last = sent.at(-1)?.atMs ?? 0;
  expect(atMs() - last).toBeLessThan(2_500);
  halted();
  await vi.advanceTimersByTimeAsync(last + 10_000 - atMs());
  expect(sent.at(-1)?.atMs).toBe(last + 10_000);
  reporter.stop();
});

test('while another experiment runs here its lease is renewed every second, whatever is halted', async () => {
  const { reporter, sent, atMs } = entry(20);
  await vi.advanceTimersByTimeAsync(1_500);
  const regular = sent.at(-1)?.atMs ?? 0;
  await vi.advanceTimersByTimeAsync(regular + 1_300 - atMs());
  reporter.putOff();
  await vi.advanceTimersByTimeAsync(regular + 2_000 - atMs());
  expect(sent.at(-1)?.atMs).toBe(regular + 2_000);
  reporter.stop();
});

test('a reporter that was stopped is not started by a halt, by failures, or by its own last report', async () => {
  const { reporter, sent, fails, halted } = entry(20);
  await vi.advanceTimersByTimeAsync(1_500);
  reporter.stop();
  reporter.reportNow();
  const last = sent.length;
  halted();
  fails(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.length).toBe(last);
});

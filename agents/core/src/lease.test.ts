import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant, Leases } from './lease.ts';

function frozenClock() {
  const now = { monotonic: 1_000, wall: 1_000_000 };
  const clock = { monotonicMs: () => now.monotonic, wallMs: () => now.wall };
  return {
    clock,
    pass: (ms: number) => {
      now.monotonic += ms;
      now.wall += ms;
    },
    step: (ms: number) => {
      now.wall += ms;
    },
    sleep: (ms: number) => {
      now.wall += ms;
    },
  };
}

test('a lease counts from the moment the answered report was sent', () => {
  const { clock, pass } = frozenClock();
  const leases = new Leases(clock);
  const sentAt = instant(clock);
  pass(4_000);
  leases.answer(sentAt, [{ id: 'e', leaseMs: 5_000 }]);
  expect(leases.alive('e')).toBe(true);
  expect(leases.untilFirstEndMs()).toBe(1_000);
  pass(1_000);
  expect(leases.alive('e')).toBe(false);
});

test('the answer to an older report changes nothing', () => {
  const { clock, pass } = frozenClock();
  const leases = new Leases(clock);
  const older = instant(clock);
  pass(1_000);
  const newer = instant(clock);
  leases.answer(newer, [{ id: 'e', leaseMs: 100 }]);
  leases.answer(older, [
    { id: 'e', leaseMs: 5_000 },
    { id: 'other', leaseMs: 5_000 },
  ]);
  expect(leases.alive('other')).toBe(false);
  pass(100);
  expect(leases.alive('e')).toBe(false);
});

test('an experiment the answer leaves out has no lease any more', () => {
  const { clock } = frozenClock();
  const leases = new Leases(clock);
  leases.answer(instant(clock), [{ id: 'e', leaseMs: 5_000 }]);
  expect(leases.answer(instant(clock), [])).toEqual(['e']);
  expect(leases.anyAlive()).toBe(false);
});

test('a machine that slept wakes up without leases', () => {
  const { clock, sleep } = frozenClock();
  const leases = new Leases(clock);
  leases.answer(instant(clock), [{ id: 'e', leaseMs: 5_000 }]);
  sleep(5_000);
  expect(leases.expire()).toEqual(['e']);
});

test('whatever the wall clock does, no lease outlives its time on the monotonic clock, and no dead one comes back', () => {
  const steps = fc.array(fc.record({ passMs: fc.nat(2_000), stepMs: fc.integer({ min: -100_000, max: 100_000 }) }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), steps, (leaseMs, moves) => {
      const { clock, pass, step } = frozenClock();
      const leases = new Leases(clock);
      const sentAt = instant(clock);
      leases.answer(sentAt, [{ id: 'e', leaseMs }]);
      let wasDead = false;
      for (const { passMs, stepMs } of moves) {
        pass(passMs);
        step(stepMs);
        const alive = leases.alive('e');
        if (alive) expect(clock.monotonicMs() - sentAt.monotonicMs).toBeLessThan(leaseMs);
        if (wasDead) expect(alive).toBe(false);
        wasDead = !alive;
      }
    }),
  );
});

test.each([0, -1, 5_001, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a lease of %s ms is none', (leaseMs) => {
  const { clock } = frozenClock();
  const leases = new Leases(clock);
  leases.answer(instant(clock), [{ id: 'e', leaseMs }]);
  expect(leases.alive('e')).toBe(false);
});

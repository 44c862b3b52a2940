import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmLogE } from './harm.ts';
import { type FirstEvents, harmMixtureLogE } from './harm-mixture.ts';

const ONE_PERCENT = 0.01;

/** Failing treatment units until the experiment halts, when from `minute` on only treatment fails. */
function unitsUntilHalt(options: { kpis: number; rhoPpm: number; past?: FirstEvents[]; minute?: number }): number {
  const { kpis, rhoPpm, past = [], minute = 0 } = options;
  for (let treatment = 1; treatment < 2_000; treatment++) {
    const logE = harmMixtureLogE([...past, { minute, rhoPpm, treatment, control: 0 }], 60);
    if (logE >= Math.log(kpis / ONE_PERCENT)) return treatment;
  }
  return Number.POSITIVE_INFINITY;
}

test('a complete outage is caught after 9 failing treatment users, after 11 with two KPIs', () => {
  expect(unitsUntilHalt({ kpis: 1, rhoPpm: 500_000 })).toBe(9);
  expect(unitsUntilHalt({ kpis: 2, rhoPpm: 500_000 })).toBe(11);
});

test('above 50 % of traffic an outage takes far more users, hence the brakes', () => {
  expect(unitsUntilHalt({ kpis: 1, rhoPpm: 900_000 })).toBe(62);
  // 644 by E⁽⁰⁾ alone; what is set aside for the restarts costs three more.
  expect(harmLogE(643, 0, 0.99)).toBeLessThan(Math.log(100));
  expect(harmLogE(644, 0, 0.99)).toBeGreaterThan(Math.log(100));
  expect(unitsUntilHalt({ kpis: 1, rhoPpm: 990_000 })).toBe(647);
});

test('an outage that begins after 40 quiet minutes is caught after 22 users, however many failed before', () => {
  for (const rate of [1, 5, 100]) {
    const past = Array.from({ length: 40 }, (_, minute) => ({
      minute,
      rhoPpm: 500_000,
      treatment: rate,
      control: rate,
    }));
    expect(unitsUntilHalt({ kpis: 1, rhoPpm: 500_000, past, minute: 40 })).toBe(22);
  }
});

test('without restarts the same late outage would drown in the past', () => {
  const drowned = harmLogE(40 * 100 + 22, 40 * 100, 0.5);
  expect(drowned).toBeLessThan(0);
});

test('nothing observed says nothing: E is 1', () => {
  expect(harmMixtureLogE([], 60)).toBeCloseTo(0, 12);
  expect(harmMixtureLogE([{ minute: 3, rhoPpm: 1_000_000, treatment: 500, control: 0 }], 60)).toBeCloseTo(0, 12);
});

test('events under different ρ multiply', () => {
  const events = [
    { minute: 0, rhoPpm: 500_000, treatment: 4, control: 1 },
    { minute: 0, rhoPpm: 900_000, treatment: 30, control: 0 },
  ];
  const fromTheStart = harmLogE(4, 1, 0.5) + harmLogE(30, 0, 0.9);
  expect(harmMixtureLogE(events, 60)).toBeCloseTo(Math.log(0.98 * Math.exp(fromTheStart) + 0.02), 10);
});

const events = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 90 }),
    rhoPpm: fc.constantFrom(500_000, 750_000, 950_000),
    treatment: fc.integer({ min: 0, max: 30 }),
    control: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 20 },
);

test('the fast sum over restarts equals the formula written out', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 70 }), (observed, plannedMinutes) => {
      const from = (minute: number) => {
        const rhos = new Set(observed.map((each) => each.rhoPpm));
        return Math.exp(
          [...rhos].reduce((sum, rhoPpm) => {
            const counted = observed.filter((each) => each.rhoPpm === rhoPpm && each.minute >= minute);
            const treatment = counted.reduce((total, each) => total + each.treatment, 0);
            const control = counted.reduce((total, each) => total + each.control, 0);
            return sum + harmLogE(treatment, control, rhoPpm / 1_000_000);
          }, 0),
        );
      };
      let restarts = 0;
      for (let minute = 1; minute <= plannedMinutes; minute++) restarts += from(minute);
      const expected = Math.log(0.98 * from(0) + (0.02 * restarts) / plannedMinutes);
      expect(harmMixtureLogE(observed, plannedMinutes)).toBeCloseTo(expected, 8);
    }),
    { numRuns: 60 },
  );
});

test('E is fair when no hazard rises: one more event leaves its expectation at most where it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 200 }),
      fc.constantFrom(0.5, 0.75, 0.9, 0.95, 0.99),
      (treatment, control, rho) => {
        const now = Math.exp(harmLogE(treatment, control, rho));
        const next =
          rho * Math.exp(harmLogE(treatment + 1, control, rho)) +
          (1 - rho) * Math.exp(harmLogE(treatment, control + 1, rho));
        expect(next / now).toBeCloseTo(1, 8);
      },
    ),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign } from './assign.ts';
import type { EntryPath } from './entry-path.ts';
import { murmur3, ringPosition } from './ring.ts';

const entry = (rhoPpm: number, widthPpm: number): EntryPath => ({
  path: 'press-play',
  salt: 'press-play.1',
  routes: [],
  unit: { from: 'request' },
  deadlineMs: 10_000,
  objectiveMs: 2_000,
  experiments: [
    { id: 'eratings1', salt: 'eratings1', stage: 0, rhoPpm, pool: [[0, widthPpm]], unitKey: '0'.repeat(32) },
  ],
});
/** Up to 50 % of traffic both arms are equal; above, the pool is the whole ring. */
const atShare = (sharePpm: number) => (sharePpm <= 500_000 ? entry(500_000, 2 * sharePpm) : entry(sharePpm, 1_000_000));
const armOf = (sharePpm: number, unit: string) => assign(atShare(sharePpm), unit)?.arm ?? null;

const unit = fc.string({ minLength: 1, unit: 'binary' });

test('a treatment user stays in treatment for the whole ramp', () => {
  const shares = fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }));
  fc.assert(
    fc.property(unit, shares, (user, [a, b]) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      if (armOf(low, user) === 'treatment') expect(armOf(high, user)).toBe('treatment');
    }),
    { numRuns: 2_000 },
  );
});

test('up to 50 % a control user stays in control', () => {
  const shares = fc.tuple(fc.integer({ min: 1, max: 500_000 }), fc.integer({ min: 1, max: 500_000 }));
  fc.assert(
    fc.property(unit, shares, (user, [a, b]) => {
      if (armOf(Math.min(a, b), user) === 'control') expect(armOf(Math.max(a, b), user)).toBe('control');
    }),
    { numRuns: 2_000 },
  );
});

test('the arms of a stage are split alike, and the share is the share asked for', () => {
  const arms = { treatment: 0, control: 0, free: 0 };
  for (let user = 0; user < 100_000; user += 1) arms[armOf(100_000, `user-${user}`) ?? 'free'] += 1;
  // Five standard deviations of a share of 10 % of 100,000 users.
  expect(Math.abs(arms.treatment - 10_000)).toBeLessThan(475);
  expect(Math.abs(arms.control - 10_000)).toBeLessThan(475);
});

test('at a share of nothing nobody is in treatment, and without a unit nobody is in an arm', () => {
  expect(assign(entry(0, 1_000_000), 'ripley')?.arm).toBe('control');
  expect(assign(entry(500_000, 0), 'ripley')).toBeNull();
  expect(assign(entry(500_000, 1_000_000), '')).toBeNull();
  expect(assign(entry(500_000, 1_000_000), null)).toBeNull();
});

test('every text has a place on the ring, also one that is not well-formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (salt, user) => {
      const position = ringPosition(salt, user);
      expect(Number.isInteger(position) && position >= 0 && position < 1_000_000).toBe(true);
    }),
  );
  expect(murmur3('\ud800')).toBe(murmur3('\ufffd'));
});

import { expect, test } from 'vitest';
import { gapMs, MEAN_PLAYS, session } from './rhythm.ts';

/** Lehmer's generator: the same people in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

test('in a second of 100 requests at least 70 come from somebody new', () => {
  const random = seeded(7);
  const sessions = Array.from({ length: 20_000 }, () => session(random));
  const requests = sum(sessions.map((visit) => visit.plays.length));
  expect(requests / sessions.length).toBeCloseTo(MEAN_PLAYS, 1);
  const afterTenSeconds = Math.round((10 * 100) / MEAN_PLAYS);
  const users = new Set(sessions.slice(0, afterTenSeconds).map((visit) => visit.user));
  expect(users.size / 10).toBeGreaterThan(70);
});

test('people come one by one: on average at the asked rate, and at no fixed beat', () => {
  const random = seeded(11);
  const gaps = Array.from({ length: 50_000 }, () => gapMs(100, random));
  const mean = sum(gaps) / gaps.length;
  expect(mean).toBeGreaterThan(12.6);
  expect(mean).toBeLessThan(13.4);
  // In a Poisson process the standard deviation of the gaps is their mean.
  const deviation = Math.sqrt(sum(gaps.map((gap) => (gap - mean) ** 2)) / gaps.length);
  expect(deviation / mean).toBeGreaterThan(0.95);
  expect(deviation / mean).toBeLessThan(1.05);
});

test('nobody chooses the next title within a second and a half', () => {
  const random = seeded(13);
  const further = Array.from({ length: 5_000 }, () => session(random)).flatMap((visit) => visit.plays.slice(1));
  expect(further.length).toBeGreaterThan(1_000);
  expect(Math.min(...further.map((play) => play.afterMs))).toBeGreaterThanOrEqual(1_500);
});

test('every title that is played is in the catalogue, whatever the dice say', () => {
  for (const extreme of [0, 0.999_999_999]) {
    for (const play of session(() => extreme).plays) expect(play.title).not.toBe('');
  }
});

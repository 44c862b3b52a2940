import { sipHash } from '@hormesis/core/unit-hash.ts';
import { expect, test } from 'vitest';
import { Sampling } from './sampling.ts';
import { type ExposureRecord, Sums } from './sums.ts';

const E = 'eratings1';
const KEY = '000102030405060708090a0b0c0d0e0f';
const unitOf = (user: number) => sipHash(KEY, new TextEncoder().encode(`user-${user}`));
const armOf = (user: number) => (user % 2 === 0 ? 'treatment' : 'control');

function exposure(user: number): ExposureRecord {
  return { experiment: E, stage: 0, arm: armOf(user), unit: unitOf(user), atMs: user, outcome: 'ok', slow: false };
}

/** What the control plane would hear: reports of 5,000 records, one after each `usersPerReport` users. */
function tell(sums: Sums, users: number, usersPerReport: number): Map<string, ExposureRecord> {
  const heard = new Map<string, ExposureRecord>();
  for (let user = 0; user < users; user += 1) {
    sums.exposure(exposure(user));
    if (user % usersPerReport === 0) for (const each of sums.take().exposures) heard.set(each.unit, each);
  }
  while (sums.backlog) for (const each of sums.take().exposures) heard.set(each.unit, each);
  for (const each of sums.take().exposures) heard.set(each.unit, each);
  return heard;
}

test('an agent that is asked for everything tells everything, and one that is asked for half tells the half below', () => {
  const sampling = new Sampling();
  expect(sampling.takes('units', E, 'ffffffffffffffff')).toBe(true);
  sampling.ask(E, '8000000000000000', null);
  expect(sampling.takes('units', E, '7fffffffffffffff')).toBe(true);
  expect(sampling.takes('units', E, '8000000000000000')).toBe(false);
  expect(sampling.takes('events', E, 'ffffffffffffffff')).toBe(true);
  expect(sampling.takes('units', 'eother01', 'ffffffffffffffff')).toBe(true);
  expect(sampling.thinned()).toEqual([]);
});

test('what an agent thinned by itself it says, until it is asked for no more than that; and it never tells more again', () => {
  const sampling = new Sampling();
  sampling.thin('units', E);
  sampling.thin('units', E);
  expect(sampling.thinned()).toEqual([{ experiment: E, sampleBelow: '4000000000000000' }]);
  sampling.ask(E, '4000000000000000', null);
  expect(sampling.thinned()).toEqual([]);
  sampling.ask(E, null, null);
  expect(sampling.takes('units', E, '5000000000000000')).toBe(false);
  sampling.thin('events', E);
  expect(sampling.thinned()).toEqual([
    { experiment: E, sampleBelow: '4000000000000000', eventsBelow: '8000000000000000' },
  ]);
  sampling.keep(() => false);
  expect(sampling.takes('units', E, '5000000000000000')).toBe(true);
});

test('of 200,000 users whom no line could carry everybody below the last threshold is told, alike in both arms', () => {
  const sums = new Sums();
  const users = 200_000;
  const heard = tell(sums, users, 50_000);
  const below = sums.sampling.thinned()[0]?.sampleBelow ?? '';
  expect(below < '8000000000000000').toBe(true);
  const everybody = Array.from({ length: users }, (_, user) => user).filter((user) => unitOf(user) < below);
  expect([...heard.keys()].filter((unit) => unit < below).sort()).toEqual(everybody.map(unitOf).sort());
  const oneIn = 2 ** 64 / Number(BigInt(`0x${below}`));
  for (const arm of ['treatment', 'control'] as const) {
    const told = [...heard.values()].filter((each) => each.arm === arm && each.unit < below).length;
    // Four standard deviations of a count of this size.
    expect(Math.abs(told * oneIn - users / 2)).toBeLessThan(4 * oneIn * Math.sqrt(told));
  }
  expect(sums.take().dropped).toBe(0);
}, 60_000);

test('what is kept while the line is down has an end, and events of failed users go by a threshold of their own', () => {
  const sums = new Sums();
  for (let user = 0; user < 60_000; user += 1) sums.exposure(exposure(user));
  for (let user = 0; user < 1_000; user += 1) {
    const { outcome, slow, ...record } = exposure(user);
    sums.event({ ...record, kpi: 'failed', rhoPpm: 500_000 }, 'events');
  }
  let told = 0;
  let events = 0;
  for (let batch = sums.take(); batch.exposures.length + batch.events.length > 0; batch = sums.take()) {
    told += batch.exposures.length;
    events += batch.events.length;
  }
  expect(told).toBeGreaterThan(10_000);
  expect(told).toBeLessThanOrEqual(20_000);
  expect(events).toBe(1_000);
});

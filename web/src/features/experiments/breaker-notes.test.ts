import { expect, test } from 'vitest';
import { breakerNotes } from './breaker-notes.ts';

const stage = (trafficPpm: number, treatment: number, control: number) => ({
  ...{ stage: 0, trafficPpm, injections: 0 },
  exposedUnits: { treatment: 0, control: 0 },
  known: { treatment: 0, control: 0 },
  failing: { treatment: 0, control: 0 },
  breakers: [{ callGroup: 'api>http:ratings', opened: 1, rejected: { treatment, control }, text: '' }],
});
const evidenceWith = (...stages: ReturnType<typeof stage>[]) => ({
  evidence: { kpis: [], brakes: [], splitLogE: 0, excessPpm: null, injections: 0, stages },
});

test('a breaker that turned both arms away in two stages is told once, and says what it does to the proof', () => {
  expect(breakerNotes(evidenceWith(stage(500_000, 100, 90), stage(950_000, 700, 30)))).toEqual([
    'At 50\u00a0% and 95\u00a0% a breaker around api › http:ratings stayed open and turned away 800 calls of treatment and 120 of control: that both arms are equal is no proof there.',
  ]);
});

test('one that only treatment met leaves control as it was', () => {
  expect(breakerNotes(evidenceWith(stage(20_000, 5, 0)))).toEqual([
    'At 2\u00a0% a breaker around api › http:ratings stayed open and turned away 5 calls of treatment and 0 of control.',
  ]);
});

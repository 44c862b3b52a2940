import { expect, test } from 'vitest';
import { armSeries, stageMarks } from './arm-series.ts';

const point = (second: number, treatment: [number, number], control: [number, number]) => ({
  atMs: second * 1_000,
  failing: { treatment: treatment[0], control: control[0] },
  known: { treatment: treatment[1], control: control[1] },
});

test('an arm in which nobody has an outcome yet has no line, not a line at zero', () => {
  expect(armSeries([point(1, [0, 0], [1, 4]), point(2, [1, 10], [0, 0])])).toEqual([
    [1, 2],
    [null, 10],
    [25, 25],
  ]);
});

test('one failing user among the three of a second is one among the thirty of the last ten seconds', () => {
  const points = Array.from({ length: 30 }, (_, second) => point(second, [second === 15 ? 1 : 0, 3], [0, 3]));
  const [, treatment] = armSeries(points);
  expect(treatment[14]).toBe(0);
  expect(treatment[15]).toBeCloseTo(100 / 30, 9);
  expect(treatment[24]).toBeCloseTo(100 / 30, 9);
  expect(treatment[25]).toBe(0);
});

test('a stage is marked where it began, and again after a pause', () => {
  const began = (id: number, seconds: number, stage?: number) => ({
    id,
    at: new Date(seconds * 1_000).toISOString(),
    kind: 'stage_began' as const,
    actor: 'control plane',
    text: '',
    detail: stage === undefined ? {} : { stage },
  });
  const plan = (trafficPpm: number) => ({ trafficPpm, holdMs: 8_000, minExposedUnits: 10 });
  const ramp = { stages: [plan(20_000), plan(100_000)] };
  const marks = stageMarks({ ramp, timeline: [began(9, 30, 1), began(1, 10, 0), began(5, 20, 1)] });
  expect(marks).toEqual([
    { atSeconds: 10, trafficPpm: 20_000 },
    { atSeconds: 20, trafficPpm: 100_000 },
    { atSeconds: 30, trafficPpm: 100_000 },
  ]);
});

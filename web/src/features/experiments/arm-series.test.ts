import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { expect, test } from 'vitest';
import { armLines, differenceLine, marginLevels, stageMarks } from './arm-series.ts';

const point = (second: number, treatment: [number, number], control: [number, number]) => ({
  atMs: second * 1_000,
  failing: { treatment: treatment[0], control: control[0] },
  known: { treatment: treatment[1], control: control[1] },
});
const evidence = { kpis: [{}] } as ExperimentView['evidence'];

test('an arm in which nobody has an outcome yet has no line, not a line at zero', () => {
  const { atMs, lines } = armLines([point(1, [0, 0], [1, 4]), point(2, [1, 10], [0, 0])]);
  expect(atMs).toEqual([1_000, 2_000]);
  expect(lines.map(({ values }) => values)).toEqual([
    [null, 10],
    [25, 25],
  ]);
  expect(lines[0]?.band?.[0]).toBeNull();
});

test('one failing user among the three of a second is one among the thirty of the last ten seconds', () => {
  const points = Array.from({ length: 30 }, (_, second) => point(second, [second === 15 ? 1 : 0, 3], [0, 3]));
  const values = armLines(points).lines[0]?.values ?? [];
  expect(values[14]).toBe(0);
  expect(values[15]).toBeCloseTo(100 / 30, 9);
  expect(values[24]).toBeCloseTo(100 / 30, 9);
  expect(values[25]).toBe(0);
});

const began = (id: number, seconds: number, stage?: number) => ({
  id,
  at: new Date(seconds * 1_000).toISOString(),
  kind: 'stage_began' as const,
  actor: 'control plane',
  text: '',
  detail: stage === undefined ? {} : { stage },
});
const plan = (trafficPpm: number) => ({ trafficPpm, holdMs: 8_000, minExposedUnits: 10 });

test('a stage is marked where it began, and again after a pause', () => {
  const ramp = { stages: [plan(20_000), plan(100_000)] };
  const marks = stageMarks({ ramp, timeline: [began(9, 30, 1), began(1, 10, 0), began(5, 20, 1)] });
  expect(marks).toEqual([
    { atMs: 10_000, stage: 0, trafficPpm: 20_000 },
    { atMs: 20_000, stage: 1, trafficPpm: 100_000 },
    { atMs: 30_000, stage: 1, trafficPpm: 100_000 },
  ]);
});

test('the difference begins anew with each stage, its band narrows with users, and the margin is the stage’s', () => {
  const points = Array.from({ length: 20 }, (_, n) => point(10 + n, [n < 10 ? 1 : 0, 10], [0, 10]));
  const ramp = { stages: [plan(20_000), plan(100_000)] };
  const marks = stageMarks({ ramp, timeline: [began(1, 10, 0), began(2, 20, 1)] });
  const { values, band } = differenceLine({ points, evidence }, marks);
  expect(values[9]).toBeCloseTo(10, 9);
  expect(values[10]).toBe(0);
  const width = (index: number) => (band?.[index]?.high ?? 0) - (band?.[index]?.low ?? 0);
  expect(width(0)).toBeGreaterThan(width(9));
  expect(width(10)).toBeGreaterThan(width(19));
  expect(marginLevels({ ramp, points }, marks).map(({ fromMs, toMs, value }) => [fromMs, toMs, value])).toEqual([
    [10_000, 20_000, 5],
    [20_000, 29_000, 2],
  ]);
});

test('stages of one margin share a level, whose words stand once', () => {
  const points = [point(10, [0, 9], [0, 9]), point(39, [0, 9], [0, 9])];
  const ramp = { stages: [] } as unknown as ExperimentView['ramp'];
  const marks = [50_000, 500_000, 800_000].map((trafficPpm, stage) => ({
    atMs: 10_000 + stage * 10_000,
    stage,
    trafficPpm,
    words: '',
  }));
  const levels = marginLevels({ ramp, points }, marks);
  expect(levels.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [10_000, 20_000],
    [20_000, 39_000],
  ]);
});

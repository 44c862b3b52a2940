import { expect, test } from 'vitest';
import { flowBar, flowNotes, flowPieces } from './flow-parts.ts';

const flow = {
  callGroup: 'api>http:recommendations',
  calls: 2_400,
  injected: 1_000,
  skipped: 0,
  absorbed: { fallback: 900, retry: 60 },
  visible: 10,
  opened: 3,
  rejected: 0,
  timedOut: 0,
};

test('every injected call is accounted for: absorbed by whom, visible, or not known', () => {
  expect(flowPieces(flow).map(({ words, count }) => `${count} ${words}`)).toEqual([
    '900 absorbed by fallback',
    '60 absorbed by retry',
    '10 visible to users',
    '30 without a known outcome',
  ]);
});

test('the bar is full, in order and to scale', () => {
  const bar = flowBar(flow);
  expect(bar[0]).toMatchObject({ from: 0, to: 0.9, tone: 'passed' });
  expect(bar.at(-1)?.to).toBeCloseTo(1, 9);
});

test('absorptions that were reported before their injections do not burst the bar', () => {
  const early = flowBar({ ...flow, injected: 10 });
  expect(early.at(-1)?.to).toBeCloseTo(1, 9);
});

test('a call group that was never injected has an empty bar', () => {
  expect(flowBar({ ...flow, injected: 0, absorbed: {}, visible: 0 })).toEqual([]);
});

test('an opened breaker is told', () => {
  expect(flowNotes(flow)).toEqual(['breaker opened 3 ×']);
});

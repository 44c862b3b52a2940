import { expect, test } from 'vitest';
import { formatAgo, formatDuration } from './format-duration.ts';
import { formatCount, formatCountOf, formatEvidence } from './format-number.ts';
import { formatMeasuredShare, formatPoints, formatShare } from './format-share.ts';

test('a share of traffic is told without rounding it away', () => {
  expect([0, 1, 100, 1_000, 20_000, 125_000, 950_000, 1_000_000].map(formatShare)).toEqual([
    '0\u00a0%',
    '0.0001\u00a0%',
    '0.01\u00a0%',
    '0.1\u00a0%',
    '2\u00a0%',
    '12.5\u00a0%',
    '95\u00a0%',
    '100\u00a0%',
  ]);
});

test('a measured share keeps its width, and nothing measured is not zero', () => {
  expect(formatMeasuredShare(2, 953)).toBe('0.21\u00a0%');
  expect(formatMeasuredShare(0, 953)).toBe('0.00\u00a0%');
  expect(formatMeasuredShare(0, 0)).toBe('–');
});

test('a difference carries its sign', () => {
  expect(formatPoints(13_000)).toBe('+1.30\u00a0points');
  expect(formatPoints(-2_000)).toBe('−0.20\u00a0points');
});

test('evidence is told by its size, from its logarithm', () => {
  expect([0.001, 0.02, 0.7, 12.4, 100, 3_400].map((e) => formatEvidence(Math.log(e)))).toEqual([
    'under 0.01',
    '0.02',
    '0.7',
    '12',
    '100',
    '3,400',
  ]);
  expect(formatEvidence(5_000)).toBe('over a million');
});

test('counts agree with their noun', () => {
  expect(formatCount(12_430)).toBe('12,430');
  expect(formatCountOf(1, 'agent')).toBe('1 agent');
  expect(formatCountOf(0, 'agent')).toBe('0 agents');
});

test('a length of time shows the two units that matter', () => {
  expect([0, 312, 8_000, 110_000, 120_000, 10_920_000, 187_200_000].map(formatDuration)).toEqual([
    '0\u00a0ms',
    '312\u00a0ms',
    '8\u00a0s',
    '1\u00a0min 50\u00a0s',
    '2\u00a0min',
    '3\u00a0h 2\u00a0min',
    '2\u00a0d 4\u00a0h',
  ]);
});

test('a moment is told from now, before and ahead', () => {
  expect(formatAgo(1_000_000, 1_040_000)).toBe('40\u00a0s ago');
  expect(formatAgo(1_000_000, 1_000_900)).toBe('just now');
  expect(formatAgo(1_900_000, 1_000_000)).toBe('in 15\u00a0min');
});

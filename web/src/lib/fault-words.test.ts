import type { Fault } from '@hormesis/contract/fault.ts';
import { expect, test } from 'vitest';
import { callGroupWords, faultWords } from './fault-words.ts';

test('a planned delay is told exactly, fixed or drawn', () => {
  const words = (delayMs: Extract<Fault, { kind: 'latency' }>['delayMs']) => faultWords({ kind: 'latency', delayMs });
  expect(words(300)).toBe('with a delay of 300\u00a0ms');
  expect(words(1_500)).toBe('with a delay of 1.5\u00a0s');
  expect(words({ minMs: 100, maxMs: 2_000 })).toBe('with a delay of 100\u00a0ms to 2\u00a0s');
  expect(words({ p50Ms: 200, p99Ms: 3_000 })).toBe(
    'with a delay of 200\u00a0ms for half of the calls, 3\u00a0s for one of a hundred',
  );
});

test('the other faults say what the caller will see', () => {
  expect(faultWords({ kind: 'error', status: 503 })).toBe('with 503');
  expect(faultWords({ kind: 'corrupt', bytesPpm: 10_000 })).toBe('with 1\u00a0% of the bytes changed');
});

test('a call group reads from the caller to what it calls', () => {
  expect(callGroupWords('playback>custom:license/issue')).toBe('playback › custom:license/issue');
});

import { expect, test } from 'vitest';
import { type Fault, fault } from './fault.ts';
import { faultWords } from './fault-words.ts';

test.each<[Fault, string]>([
  [{ kind: 'latency', delayMs: 800 }, 'with a delay of 800 ms'],
  [{ kind: 'latency', delayMs: { minMs: 100, maxMs: 1_500 } }, 'with a delay of 100 ms to 1.5 s'],
  [
    { kind: 'latency', delayMs: { p50Ms: 40, p99Ms: 2_000 } },
    'with a delay of 40 ms for half of the calls, 2 s for one of a hundred',
  ],
  [{ kind: 'error', status: 503 }, 'with 503'],
  [{ kind: 'abort' }, 'with a broken connection'],
  [{ kind: 'abort', afterMs: 700 }, 'with a connection that breaks after 700 ms'],
  [{ kind: 'timeout' }, 'with no answer'],
  [{ kind: 'throttle', bytesPerSecond: 2_500 }, 'with a body at 2.5 kB/s'],
  [{ kind: 'corrupt', bytesPpm: 100 }, 'with 0.01 % of the bytes changed'],
])('%j fails a call %s', (value, words) => {
  expect(faultWords(fault.parse(value))).toBe(words);
});

test('a fault by place says from where, or into which place', () => {
  const abort = fault.parse({ kind: 'abort' });
  expect(faultWords(abort, { callee: { zone: 'north-a' } })).toBe('with a broken connection into the zone north-a');
  expect(faultWords(abort, { caller: { region: 'south' }, callee: { region: 'north', zone: 'a' } })).toBe(
    'with a broken connection from the region south into the zone a of north',
  );
});

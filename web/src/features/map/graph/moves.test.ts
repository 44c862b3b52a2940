import type { Topology } from '@hormesis/contract/topology.ts';
import { expect, test } from 'vitest';
import { movesOf } from './moves.ts';

test('calls of a call group are told by where they go, the most called first, with what fails of them', () => {
  const rate = (zone: string | null, callsPerSecond: number, failuresPerSecond: number) => ({
    ...{ callGroup: 'api>http:playback', from: { region: 'north', zone: 'north-a' } },
    ...{ to: { region: 'south', zone }, callsPerSecond, failuresPerSecond },
  });
  const placeRates = [rate('south-b', 4, 0), rate(null, 40.25, 12)];
  expect([...movesOf({ placeRates } as unknown as Topology)]).toEqual([
    [
      'api>http:playback',
      [
        { from: 'north-a', to: 'south', rate: '40.3', failing: '12.0' },
        { from: 'north-a', to: 'south-b', rate: '4.0', failing: null },
      ],
    ],
  ]);
});

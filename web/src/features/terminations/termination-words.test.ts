import type { TargetOutcome } from '@hormesis/contract/terminations.ts';
import { expect, test } from 'vitest';
import { recoveryWords } from './termination-words.ts';

test('that nothing died is said only when the platform has been asked for everybody', () => {
  const words = (...kinds: TargetOutcome[]) =>
    recoveryWords(
      { name: 'none' },
      kinds.map((outcome) => ({ outcome })),
    ).words;
  expect(words({ kind: 'leashed' })).toBe('nothing died');
  expect(words({ kind: 'vanished', at: '2026-03-02T09:30:00.000Z' }, { kind: 'pending' })).toBe('not known yet');
});

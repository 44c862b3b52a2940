import { ringPosition } from '@hormesis/core/ring.ts';
import { expect, test } from 'vitest';
import type { RuledExperiment, Written } from '../fleet/journal.ts';
import { judgeArms } from './arms.ts';
import type { Ended, Line, Material } from './material.ts';

const RING = 1_000_000;
const ended: Ended = {
  ...{ id: 'e1', state: 'halted', armSalt: 'arm', ringSalt: 'ring', rhoPpm: 0, pool: [[0, RING]] },
  shares: [RING, RING],
};

function stage(number: number, rhoPpm: number): RuledExperiment {
  return { id: 'e1', stage: number, allowlist: [], entry: { rhoPpm, pool: [[0, RING]] } };
}

function ruled(revision: number, rules: RuledExperiment): Written {
  return { kind: 'ruleset', instance: 'edge-0', revision, experiments: [rules], atMs: 10 };
}

function put(user: string, arm: string): Written {
  return { kind: 'arm', instance: 'edge-0', experiment: 'e1', arm, user, atMs: 20 };
}

function judged(...journal: Written[]): string[] {
  const began = (number: number): Line => ({
    ...{ experiment: 'e1', id: number, atMs: 0, kind: 'stage_began', actor: 'hormesis', text: '' },
    detail: { stage: number },
  });
  const material: Material = {
    ...{ journals: [journal], deeds: [], experiments: [ended], lines: [began(0), began(1)], delistedMs: null },
  };
  return [...judgeArms(material)].filter(({ invariant }) => invariant === 'arm').map(({ text }) => text);
}

/** In control at the lower of two ρ, in treatment at the higher. */
const MOVED = Array.from({ length: 1_000 }, (_, number) => `u${number}`).find((user) => {
  const position = ringPosition('arm', user);
  return position >= 100_000 && position < 900_000;
}) as string;

test('a replica that stood still sends rules of before: the agent keeps what it knows, and is right', () => {
  const journal = [ruled(7, stage(1, 900_000)), ruled(6, stage(0, 100_000))];
  expect(judged(...journal, put(MOVED, 'treatment'))).toEqual([]);
  expect(judged(...journal, put(MOVED, 'control'))).toHaveLength(1);
});

test('by newer rules an agent has to go at once', () => {
  const journal = [ruled(6, stage(0, 100_000)), ruled(7, stage(1, 900_000))];
  expect(judged(...journal, put(MOVED, 'control'))).toHaveLength(1);
});

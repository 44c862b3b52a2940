import { readFileSync } from 'node:fs';
import { murmur3, ringPosition } from '@hormesis/core/ring.ts';
import { expect, test } from 'vitest';

interface Vectors {
  readonly hash: readonly { text: string; murmur3: number }[];
  readonly position: readonly { salt: string; unit: string; murmur3: number; position: number }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('ring.json', import.meta.url), 'utf8'));

test.each(vectors.hash)('the hash of $text is the shared one', ({ text, murmur3: expected }) => {
  expect(murmur3(text)).toBe(expected);
});

test.each(vectors.position)(
  '$unit lies at $position of ring $salt in every language',
  ({ salt, unit, ...expected }) => {
    expect(murmur3(`${salt}:${unit}`)).toBe(expected.murmur3);
    expect(ringPosition(salt, unit)).toBe(expected.position);
  },
);

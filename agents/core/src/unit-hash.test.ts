import { expect, test } from 'vitest';
import { sipHash, unitHash } from './unit-hash.ts';

const KEY = '000102030405060708090a0b0c0d0e0f';

/** From the reference implementation's `vectors.h`, lengths 0 to 8, 15 and 63; there the bytes stand lowest first. */
const REFERENCE: readonly (readonly [length: number, bytes: string])[] = [
  [0, '310e0edd47db6f72'],
  [1, 'fd67dc93c539f874'],
  [2, '5a4fa9d909806c0d'],
  [3, '2d7efbd796666785'],
  [4, 'b7877127e09427cf'],
  [5, '8da699cd64557618'],
  [6, 'cee3fe586e46c9cb'],
  [7, '37d1018bf50002ab'],
  [8, '6224939a79f5f593'],
  [15, 'e545be4961ca29a1'],
  [63, '724506eb4c328a95'],
];
const highestFirst = (bytes: string): string => bytes.match(/../g)?.reverse().join('') ?? '';

test.each(REFERENCE)('the hash of %i bytes is the one SipHash-2-4 publishes', (length, bytes) => {
  const input = Uint8Array.from({ length }, (_, index) => index);
  expect(sipHash(KEY, input)).toBe(highestFirst(bytes));
});

test('a user has one hash within an experiment, and another in the next', () => {
  expect(unitHash(KEY, 'ripley')).toMatch(/^[0-9a-f]{16}$/);
  expect(unitHash(KEY, 'ripley')).toBe(unitHash(KEY, 'ripley'));
  expect(unitHash('f'.repeat(32), 'ripley')).not.toBe(unitHash(KEY, 'ripley'));
  expect(unitHash(KEY, 'ripley')).not.toBe(unitHash(KEY, 'ash'));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CliError } from './cli-error.ts';
import { parsePercent, parsePpm, parseShares, percent } from './share.ts';

test('every share from 1 to 1,000,000 ppm that is written as a percentage is read back exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (ppm) => {
      expect(parsePercent(percent(ppm).replace(' ', ''))).toBe(ppm);
    }),
    { numRuns: 2_000 },
  );
});

test('2.55 % is 25,500 ppm and 0.0001 % is one user in a million, whatever floats make of them', () => {
  expect(parsePercent('2.55')).toBe(25_500);
  expect(parsePercent('0.0001')).toBe(1);
  expect(parsePercent('0.57')).toBe(5_700);
  expect(parsePercent('100.0000')).toBe(1_000_000);
});

test.each([
  '0',
  '0.00001',
  '2.55555',
  '-1',
  '-0',
  '100.0001',
  '101',
  'NaN',
  'Infinity',
  '1e2',
  '0x10',
  '',
  ' 5',
  '5,5',
  '.5',
  '5.',
  '٥',
])('the share %j is refused by name and never becomes some other share', (text) => {
  expect(() => parsePercent(text)).toThrow(CliError);
  expect(() => parsePercent(text)).toThrow(JSON.stringify(text));
});

test('whatever text comes, a share is a whole number of ppm within 1 to 1,000,000 or refused', () => {
  const looksLikeShares = fc.stringMatching(/^[-+]?\d{0,4}\.?\d{0,6}[%e]?\d?$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), looksLikeShares), (text) => {
      for (const parse of [parsePercent, parsePpm]) {
        try {
          const ppm = parse(text);
          expect(Number.isInteger(ppm) && ppm >= 1 && ppm <= 1_000_000).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(CliError);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('parts per million are whole numbers: 2.5, 0 and 1000001 are refused', () => {
  expect(parsePpm('25000')).toBe(25_000);
  for (const text of ['2.5', '0', '1000001', '-3', '1e3']) expect(() => parsePpm(text)).toThrow(text);
});

test('a ramp only rises', () => {
  expect(parseShares('2,10, 25')).toEqual([20_000, 100_000, 250_000]);
  expect(() => parseShares('10,10')).toThrow('above the one before');
  expect(() => parseShares('2,,10')).toThrow('""');
});

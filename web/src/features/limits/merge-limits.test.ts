import { limits } from '@hormesis/contract/limits.ts';
import { expect, test } from 'vitest';
import { fromText, toText } from './limits-document.ts';
import { changedParts, changesOf, onTopOf } from './merge-limits.ts';

const before = limits.parse({ kind: 'Limits', window: { zone: 'Europe/Berlin', weekdays: ['mon', 'tue'] } });

test('two people who changed different limits both get theirs', () => {
  const theirs = { ...before, operatorMaxTreatmentPpm: 20_000 };
  const mine = { ...before, graceMinutes: 30 };
  expect(changesOf(before, theirs, mine).map(({ part, both }) => [part, both])).toEqual([
    ['operatorMaxTreatmentPpm', false],
    ['graceMinutes', false],
  ]);
  expect(onTopOf(before, theirs, mine)).toMatchObject({ operatorMaxTreatmentPpm: 20_000, graceMinutes: 30 });
});

test('a limit that both changed is told as such, unless both want the same', () => {
  const theirs = { ...before, operatorMaxTreatmentPpm: 20_000, approver: 'admin' as const };
  const mine = { ...before, operatorMaxTreatmentPpm: 90_000, approver: 'admin' as const };
  expect(changesOf(before, theirs, mine).map(({ part, both }) => [part, both])).toEqual([
    ['operatorMaxTreatmentPpm', true],
    ['approver', false],
  ]);
});

test('a window that was taken away is a change, and one with its keys in another order is none', () => {
  const { window: _, ...anyTime } = before;
  expect(changedParts(before, { ...anyTime })).toEqual(['window']);
  const turned = { excludedDates: [], weekdays: before.window?.weekdays, zone: 'Europe/Berlin' };
  expect(changedParts(before, { ...before, window: turned })).toEqual([]);
});

test('what the form holds goes through YAML and comes back the same', () => {
  expect(fromText(toText(before))).toEqual({ limits: before });
  expect(fromText('kind: Limits\ngraceMinutes: long\n')).toMatchObject({
    problems: [{ field: 'graceMinutes', message: 'must be a number, got "long"' }],
  });
  expect(fromText('kind: [')).toMatchObject({ problems: [{ field: '' }] });
});

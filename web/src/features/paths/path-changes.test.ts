import { criticalPath } from '@hormesis/contract/critical-path.ts';
import { expect, test } from 'vitest';
import { appliedAgain, bothChanged, pathChanges } from './path-changes.ts';
import { type PathDraft, withRole } from './path-draft.ts';

const base: PathDraft = criticalPath.parse({
  kind: 'CriticalPath',
  name: 'press-play',
  title: 'Press play',
  entries: [{ service: 'gateway', routes: ['GET /play/:title'] }],
  unit: { from: 'header', name: 'x-user-id' },
  allowlist: [
    { callGroup: 'api>http:ratings', role: 'degradable' },
    { callGroup: 'api>http:playback', role: 'essential' },
  ],
});

test('of two people who changed different things both keep what they did', () => {
  const theirs = withRole({ ...base, title: 'Somebody presses play' }, 'api>http:bookmarks', 'degradable');
  const mine = withRole({ ...base, objectiveMs: 1_500 }, 'api>http:ratings', null);
  const both = appliedAgain(base, mine, theirs);
  expect(both).toMatchObject({ title: 'Somebody presses play', objectiveMs: 1_500 });
  expect(both.allowlist.map(({ callGroup }) => callGroup)).toEqual(['api>http:playback', 'api>http:bookmarks']);
  expect(bothChanged(base, mine, theirs)).toEqual([]);
});

test('what both changed is named, and becomes mine only when I say so', () => {
  const theirs = withRole({ ...base, title: 'Theirs' }, 'api>http:ratings', 'essential');
  const mine = withRole({ ...base, title: 'Mine' }, 'api>http:ratings', null);
  expect(bothChanged(base, mine, theirs)).toEqual(['title', 'api>http:ratings']);
  expect(pathChanges(base, theirs).map(({ words }) => words)).toEqual([
    'the title: “Theirs”',
    'api>http:ratings is essential',
  ]);
  expect(appliedAgain(base, mine, theirs).title).toBe('Mine');
});

test('the same path in another order of keys has not changed', () => {
  const [entry] = base.entries;
  const shuffled = { ...base, entries: [{ inner: false, routes: entry?.routes ?? [], service: 'gateway' }] };
  expect(pathChanges(base, { ...shuffled, owner: undefined })).toEqual([]);
});

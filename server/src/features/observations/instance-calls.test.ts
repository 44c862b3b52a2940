import type { CallColumns, Report } from '@hormesis/contract/agent-link.ts';
import { expect, test } from 'vitest';
import { InstanceJudge } from './instance-calls.ts';

const TREATED = { callGroup: 'api>http:ratings', experiment: 'eratings1', arm: 'treatment', stage: 0 } as const;

interface Sum extends Pick<CallColumns, 'experiment' | 'arm' | 'stage'> {
  readonly callGroup: string;
  readonly calls: number;
  readonly injected?: number;
}

/** What is written of a report of `api-1`, and then stands in the database. */
function told(judge: InstanceJudge, { callGroup, calls, injected = 0, ...arm }: Sum) {
  const nothing = { paths: [], exposures: [], events: [], active: [], halted: [], dropped: 0, counters: {} };
  const columns = { ...arm, groups: [0], calls: [calls], injected: [injected] };
  const report: Report = {
    ...{ type: 'report', sequence: 1, revision: 1, ...nothing },
    ...{ callGroups: [callGroup], calls: [columns] },
  };
  const news = judge.news([{ reporter: { instance: 'api-1', service: 'api', boot: 'boot' }, report }]);
  judge.settled(news);
  return news.map((each) => ({ calls: each.calls, injected: each.injected }));
}

test('of an instance is written what may still change how it is judged, and no more', () => {
  const judge = new InstanceJudge((_experiment, callGroup) => callGroup === TREATED.callGroup);
  expect(told(judge, { ...TREATED, calls: 3 }), 'too few to judge').toEqual([{ calls: 3, injected: 0 }]);
  expect(told(judge, { ...TREATED, calls: 9 })).toEqual([{ calls: 9, injected: 0 }]);
  expect(told(judge, { ...TREATED, calls: 9 }), 'silent, as is known').toEqual([]);
  expect(told(judge, { ...TREATED, calls: 9, injected: 1 }), 'it injects after all').toEqual([
    { calls: 9, injected: 1 },
  ]);
  expect(told(judge, { ...TREATED, calls: 9, injected: 9 })).toEqual([]);
  expect(told(judge, { ...TREATED, stage: 1, calls: 9, injected: 1 }), 'each stage is judged anew').toHaveLength(1);
});

test('control, free traffic and call groups that are not failed judge nobody', () => {
  const judge = new InstanceJudge((_experiment, callGroup) => callGroup === TREATED.callGroup);
  expect(told(judge, { ...TREATED, arm: 'control', calls: 9 })).toEqual([]);
  expect(told(judge, { ...TREATED, experiment: null, arm: null, stage: null, calls: 9 })).toEqual([]);
  expect(told(judge, { ...TREATED, callGroup: 'api>http:profile', calls: 9 })).toEqual([]);
});

test('an experiment that is not known yet is written, and asked about again', () => {
  let known = false;
  const judge = new InstanceJudge(() => (known ? false : null));
  expect(told(judge, { ...TREATED, calls: 1 })).toHaveLength(1);
  known = true;
  expect(told(judge, { ...TREATED, calls: 1 })).toEqual([]);
});

test('what ended long ago is forgotten: at most a hundred experiments are remembered', () => {
  let asked = 0;
  const judge = new InstanceJudge(() => {
    asked += 1;
    return true;
  });
  const injected = (experiment: string) => told(judge, { ...TREATED, experiment, calls: 9, injected: 1 });
  for (let number = 0; number < 1_000; number += 1) {
    expect(injected(`e${number}`)).toHaveLength(1);
    expect(injected(`e${number}`), 'known while it runs').toEqual([]);
  }
  expect(asked).toBe(1_000);
  expect(injected('e900'), 'among the last hundred').toEqual([]);
  expect(injected('e899'), 'written anew').toHaveLength(1);
  expect(injected('e901'), 'only the oldest made room').toEqual([]);
});

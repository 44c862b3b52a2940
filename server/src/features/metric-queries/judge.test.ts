import { metricQuery } from '@hormesis/contract/metric-query.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from './judge.ts';

const query = (limits: { max?: number; maxAboveControl?: number }) =>
  metricQuery.parse({ name: 'errors', query: 'errors{arm="$arm"}', ...limits });
const read = (treatment: number, control: number) => ({ treatment: { value: treatment }, control: { value: control } });

test('within both limits it says both figures', () => {
  const said = judge(query({ max: 5, maxAboveControl: 1 }), read(2, 1.5));
  expect(said).toMatchObject({ state: 'within', treatment: 2, control: 1.5 });
  expect(said.text).toBe('errors: 2 in treatment, 1.5 in control');
});

test('above a limit it says by how much, and what is allowed', () => {
  expect(judge(query({ maxAboveControl: 1 }), read(4, 1.5)).text).toContain('2.5 above control, at most 1 is allowed');
  expect(judge(query({ max: 3 }), read(4, 1.5)).text).toContain('at most 3 is allowed');
});

test('an arm that cannot be read leaves the query unreadable; control only where it is compared with', () => {
  const problem = { problem: 'the query gives 3 series, one is needed' };
  const value = { value: 1 };
  expect(judge(query({ max: 2 }), { treatment: problem, control: value }).state).toBe('unreadable');
  expect(judge(query({ maxAboveControl: 2 }), { treatment: value, control: problem })).toMatchObject({
    state: 'unreadable',
    text: 'errors cannot be read in control: the query gives 3 series, one is needed',
  });
  expect(judge(query({ max: 2 }), { treatment: value, control: problem }).state).toBe('within');
});

test('whatever is read, it is within exactly when no limit is passed', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(number, number, number, fc.double({ noNaN: true, min: 0, max: 1e6 }), (t, c, max, above) => {
      const { state } = judge(query({ max, maxAboveControl: above }), read(t, c));
      expect(state).toBe(t > max || t - c > above ? 'beyond' : 'within');
    }),
  );
});

test.each([
  [{ name: 'a', query: 'up', max: 1 }, '$arm'],
  [{ name: 'a', query: 'up{arm="$arm"}' }, 'max'],
  [{ name: 'a', query: 'up{arm="$arm"}', maxAboveControl: -1 }, 'maxAboveControl'],
  [{ name: 'a', query: 'up{arm="$arm"}', max: 1, beyond: 'stop' }, 'beyond'],
])('%j is refused, and %s is named', (text, named) => {
  const result = metricQuery.safeParse(text);
  expect(JSON.stringify(result.error?.issues)).toContain(named);
});

import { expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';

const fine = async () => ({ ok: true, problems: [] });

test('a slip in the syntax is told with its line, before anybody is asked', async () => {
  const { scenario, problems } = await readYaml('kind: Scenario\ntitle: "open\nname: x\n', () => {
    throw new Error('asked');
  });
  expect(scenario).toBeNull();
  expect(problems[0]).toMatchObject({ line: expect.any(Number) });
});

test('what does not fit a scenario is told with its line; what a limit refuses is read all the same', async () => {
  const problem = { document: 0, field: 'ramp.stages.0.trafficPpm', message: 'must be an integer' };
  const unfit = await readYaml('kind: Scenario\n', async () => ({ ok: false, problems: [{ ...problem, line: 8 }] }));
  expect(unfit).toEqual({
    scenario: null,
    problems: [{ line: 8, message: 'ramp.stages.0.trafficPpm: must be an integer' }],
  });
  const refused = await readYaml('kind: Scenario\n', async () => ({
    ok: false,
    problems: [{ ...problem, line: null }],
  }));
  expect(refused.scenario).toEqual({ kind: 'Scenario' });
});

test('a critical path, two documents and nothing are no scenario', async () => {
  for (const text of ['kind: CriticalPath\n', 'a: 1\n---\nb: 2\n', ''])
    expect((await readYaml(text, fine)).scenario, text).toBeNull();
});

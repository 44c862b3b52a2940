import { expect, test } from 'vitest';
import { readYaml } from './read-yaml.ts';

const kind = 'Scenario';

test('a slip in the syntax is told with its line, before anybody is asked', async () => {
  const { document, problems } = await readYaml('kind: Scenario\ntitle: "open\nname: x\n', {
    kind,
    lint: () => {
      throw new Error('asked');
    },
  });
  expect(document).toBeNull();
  expect(problems[0]).toMatchObject({ line: expect.any(Number) });
});

test('what does not fit a scenario is told with its line; what a limit refuses is read all the same', async () => {
  const problem = { field: 'ramp.stages.0.trafficPpm', message: 'must be an integer' };
  const unfit = await readYaml('kind: Scenario\n', {
    kind,
    lint: async () => ({ problems: [{ ...problem, line: 8 }] }),
  });
  expect(unfit).toEqual({
    document: null,
    problems: [{ line: 8, message: 'ramp.stages.0.trafficPpm: must be an integer' }],
  });
  const refused = await readYaml('kind: Scenario\n', {
    kind,
    lint: async () => ({ problems: [{ ...problem, line: null }] }),
  });
  expect(refused.document).toEqual({ kind: 'Scenario' });
});

test('a critical path, two documents and nothing are no scenario', async () => {
  for (const text of ['kind: CriticalPath\n', 'a: 1\n---\nb: 2\n', ''])
    expect((await readYaml(text, { kind, lint: async () => ({ problems: [] }) })).document, text).toBeNull();
});

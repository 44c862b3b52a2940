import { afterEach, expect, test } from 'vitest';
import { ScriptedAgent } from '../test/scripted-agent.ts';
import { install } from './install.ts';
import { metrics } from './metrics.ts';
import { type Plane, setCurrentPlane } from './plane.ts';

afterEach(() => setCurrentPlane(undefined as unknown as Plane));

test('without an agent the page says so and nothing else', () => {
  expect(
    metrics()
      .split('\n')
      .filter((line) => line && !line.startsWith('#')),
  ).toEqual(['hormesis_agent_up 0']);
});

test('the page tells what the agent does, and an odd name of an operation breaks no line', () => {
  const agent = new ScriptedAgent();
  agent.applied = 3;
  install(agent, { url: 'http://127.0.0.1:1', dependencies: [], fleetSuffixes: [] });
  const lines = metrics().split('\n');
  expect(lines).toContain('hormesis_agent_up 1');
  expect(lines).toContain('hormesis_agent_info{service="api"} 1');
  expect(lines).toContain('hormesis_agent_experiments 1');
  expect(lines).toContain('hormesis_agent_injections_total{call_group="api>custom:\\"odd\\"",fault="error"} 3');
  expect(lines.every((line) => line === '' || /^(# (HELP|TYPE) |hormesis_agent_\w+(\{.*\})? \d+$)/.test(line))).toBe(
    true,
  );
});

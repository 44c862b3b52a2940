import { appendFileSync } from 'node:fs';
import { install } from '../src/install.ts';
import { CONTEXT, ScriptedAgent } from './scripted-agent.ts';

/** Stands in for `register` in tests with processes of their own: the agent is on `globalThis` for the app to steer. */
const agent = new ScriptedAgent();
agent.strips = true;
// With `host` every request belongs to the experiment.
agent.contextHeader = process.env.TEST_CONTEXT_HEADER ?? agent.contextHeader;
agent.faults = JSON.parse(process.env.TEST_FAULTS ?? '{}');
if (process.env.TEST_IDLE === '1') {
  agent.engaged = false;
  agent.carrying = false;
}
const dependencies = (process.env.TEST_DEPENDENCIES ?? '').split(',').map((entry) => {
  const [name = '', address = ''] = entry.split('=');
  return { name, address };
});
install(agent, { url: 'http://127.0.0.1:1', dependencies, fleetSuffixes: [] });
Object.assign(globalThis, { hormesisAgent: agent, hormesisMember: CONTEXT.member });

const tellTo = process.env.TEST_COUNTS;
if (tellTo !== undefined) {
  process.on('exit', () => {
    const { calls, outcomes, reasons, inFlight } = agent;
    const counts = { calls: calls.length, requests: outcomes.length, reasons, inFlight };
    appendFileSync(tellTo, `${JSON.stringify(counts)}\n`);
  });
}

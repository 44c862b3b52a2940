import { install } from '../src/install.ts';
import { CONTEXT, ScriptedAgent } from './scripted-agent.ts';

/** Stands in for `register` in tests with processes of their own: the agent is on `globalThis` for the app to steer. */
const agent = new ScriptedAgent();
agent.strips = true;
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

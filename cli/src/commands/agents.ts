import { type AgentView, agentView } from '@hormesis/contract/topology.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { localTime } from '../experiment-text.ts';
import { itemsOf } from '../items.ts';
import { table } from '../table.ts';

export function agentsCommand(cli: Cli): Command {
  return command('agents', 'every agent: connected or not, rules in force, calls in flight', [
    'agents',
    'agents --json',
  ]).action(async () => {
    const client = await cli.connect();
    const answer = await client.get('/agents', itemsOf(agentView));
    cli.output.result(answer, () => agentLines(answer.items));
  });
}

function agentLines(agents: readonly AgentView[]): string[] {
  if (agents.length === 0)
    return ['No agent has connected yet: start a service with the agent, or the demo with npm start.'];
  return table(
    ['service', 'instance', 'line', 'rules', 'held calls', 'left over', 'last seen', 'version', 'runtime'],
    agents.map((agent) => [
      agent.service,
      agent.instance,
      agent.connected ? 'connected' : 'away',
      agent.activeRules,
      agent.inFlight,
      agent.residue.map(({ experiment }) => experiment).join(' ') || '–',
      localTime(agent.lastSeenAt),
      agent.version,
      agent.runtime,
    ]),
  );
}

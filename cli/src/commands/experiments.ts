import { type ExperimentSummary, experimentSummary } from '@hormesis/contract/experiment.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { stateText } from '../experiment-text.ts';
import { itemsOf } from '../items.ts';
import { percent } from '../share.ts';
import { table } from '../table.ts';

export function experimentsCommand(cli: Cli): Command {
  return command('experiments', 'running and recent experiments', ['experiments', 'experiments --json']).action(
    async () => {
      const client = await cli.connect();
      const answer = await client.get('/experiments', itemsOf(experimentSummary));
      cli.output.result(answer, () => experimentLines(answer.items));
    },
  );
}

/** What is over or has not begun has no share. */
function shareText({ population, state, trafficPpm }: ExperimentSummary): string {
  if (population === 'tester') return 'testers';
  return state.name === 'running' || state.name === 'paused' ? percent(trafficPpm) : '-';
}

function experimentLines(experiments: readonly ExperimentSummary[]): string[] {
  if (experiments.length === 0) return ['No experiment yet. See what can be run: hormesis scenarios'];
  return table(
    ['experiment', 'scenario', 'share now', 'users in treatment', 'injections', 'verdict', 'state'],
    experiments.map((each) => [
      each.id,
      each.scenario,
      shareText(each),
      `${each.sampledOneIn ? 'about ' : ''}${each.exposedUnits.treatment}`,
      each.injections,
      each.verdict ?? '-',
      each.population === 'tester' && each.state.name === 'running' ? 'running' : stateText(each.state),
    ]),
  );
}

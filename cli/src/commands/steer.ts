import { experimentView } from '@hormesis/contract/experiment.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { stateText } from '../experiment-text.ts';
import { outcome } from '../outcome.ts';
import { percent } from '../share.ts';

/** `pause`, `resume` and `promote` differ in nothing but their word. */
export function steerCommands(cli: Cli): Command[] {
  return [
    steer(cli, 'pause', 'drop the rules of an experiment and keep its place in the ramp'),
    steer(cli, 'resume', "go on with a paused experiment; its stage's hold begins again"),
    steer(cli, 'promote', 'take a waiting experiment to its next stage (recorded; never past a halt)'),
  ];
}

function steer(cli: Cli, act: 'pause' | 'resume' | 'promote', description: string): Command {
  return command(act, description, [`${act} e7k2m9q4x1 --reason "game day"`])
    .argument('<experiment>', 'its id')
    .option('--reason <text>', 'why; kept in the timeline', '')
    .action(async (id: string, { reason }: { reason: string }) => {
      const client = await cli.connect();
      const view = await client.post(`/experiments/${encodeURIComponent(id)}/${act}`, { reason }, experimentView);
      cli.output.result(outcome(view), () => [
        `${view.id} (${view.scenario}): ${stateText(view.state)}, ${percent(view.trafficPpm)} of live traffic in treatment`,
      ]);
    });
}

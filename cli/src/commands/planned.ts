import { experimentView } from '@hormesis/contract/experiment.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { stateText } from '../experiment-text.ts';
import { outcome } from '../outcome.ts';

/** `approve` and `cancel`: what is done to a plan that has not begun. */
export function plannedCommands(cli: Cli): Command[] {
  return [
    decide(cli, 'approve', "approve another person's draft: it begins, or is scheduled (recorded; never one's own)"),
    decide(cli, 'cancel', 'cancel a draft or a scheduled experiment; one that repeats does not come again'),
  ];
}

function decide(cli: Cli, act: 'approve' | 'cancel', description: string): Command {
  return command(act, description, [`${act} e7k2m9q4x1 --reason "game day"`])
    .argument('<experiment>', 'its id')
    .option('--reason <text>', 'why; kept in the timeline', '')
    .action(async (id: string, { reason }: { reason: string }) => {
      const client = await cli.connect();
      const view = await client.post(`/experiments/${encodeURIComponent(id)}/${act}`, { reason }, experimentView);
      cli.output.result(outcome(view), () => [`${view.id} (${view.scenario}): ${stateText(view.state)}`]);
    });
}

import { terminationPlan } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { planText } from '../../termination-text.ts';

export function cancelTerminationCommand(cli: Cli): Command {
  return command('cancel', 'cancel one planned kill; the hold switch cancels them all', [
    'terminations cancel pk3m9q2x7f --reason "release day"',
  ])
    .argument('<plan>', 'its id, as "terminations plan" shows it')
    .option('--reason <text>', 'kept in the audit', '')
    .action(async (id: string, { reason }: { reason: string }) => {
      const client = await cli.connect();
      const plan = await client.post(
        `/terminations/plans/${encodeURIComponent(id)}/cancel`,
        { reason },
        terminationPlan,
      );
      cli.output.result(plan, () => [`${plan.id} on ${plan.group}: ${planText(plan)}`]);
    });
}

import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addUsual, command } from '../command.ts';
import { cancelTerminationCommand } from './terminations/cancel.ts';
import { terminationGroupsCommand } from './terminations/groups.ts';
import { listTerminationsCommand } from './terminations/list.ts';
import { terminationPlanCommand } from './terminations/plan.ts';
import { leashCommands, terminationSettingsCommand } from './terminations/settings.ts';

export function terminationsCommand(cli: Cli): Command {
  const parent = command('terminations', 'instances and pods that die on schedule: groups, plan, history', [
    'terminations',
    'terminations groups',
    'terminations plan',
    'terminations cancel pk3m9q2x7f --reason "release day"',
    'terminations settings > terminations.yaml',
  ]);
  return addUsual(parent, listTerminationsCommand(cli))
    .addCommand(terminationGroupsCommand(cli))
    .addCommand(terminationPlanCommand(cli))
    .addCommand(cancelTerminationCommand(cli))
    .addCommand(terminationSettingsCommand(cli))
    .addCommand(leashCommands(cli, true))
    .addCommand(leashCommands(cli, false));
}

import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addUsual, command } from '../command.ts';
import { acceptCommand } from './findings/accept.ts';
import { assignCommand } from './findings/assign.ts';
import { fixCommand } from './findings/fix.ts';
import { listFindingsCommand } from './findings/list.ts';
import { reopenCommand } from './findings/reopen.ts';
import { showFindingCommand } from './findings/show.ts';

export function findingsCommand(cli: Cli): Command {
  const parent = command('findings', 'what failed runs found, and who deals with it', [
    'findings',
    'findings show f5k2m9q',
    'findings fix f5k2m9q --note "a timeout of 300 ms"',
    'findings accept f5k2m9q --reason "until the rewrite" --days 30',
  ]);
  return addUsual(parent, listFindingsCommand(cli))
    .addCommand(showFindingCommand(cli))
    .addCommand(assignCommand(cli))
    .addCommand(fixCommand(cli))
    .addCommand(acceptCommand(cli))
    .addCommand(reopenCommand(cli));
}

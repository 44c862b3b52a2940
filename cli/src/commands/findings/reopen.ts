import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { act } from './act.ts';

export function reopenCommand(cli: Cli): Command {
  return command('reopen', 'say that it is open after all', [
    'findings reopen f5k2m9q --reason "the fallback was rolled back"',
  ])
    .argument('<finding>', 'its id')
    .requiredOption('--reason <text>', 'why; kept in its history')
    .action((id: string, { reason }: { reason: string }) => act(cli, id, 'reopen', { reason }));
}

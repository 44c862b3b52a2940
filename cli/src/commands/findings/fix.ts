import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { act } from './act.ts';

export function fixCommand(cli: Cli): Command {
  return command('fix', 'say that it is mended; the next run that passes verifies it', [
    'findings fix f5k2m9q --note "a timeout of 300 ms and a fallback"',
  ])
    .argument('<finding>', 'its id')
    .requiredOption('--note <text>', 'what was done; kept in its history')
    .action((id: string, { note }: { note: string }) => act(cli, id, 'fix', { note }));
}

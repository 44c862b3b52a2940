import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { act } from './act.ts';

export function assignCommand(cli: Cli): Command {
  return command('assign', 'give it to somebody to mend', ['findings assign f5k2m9q ratings-team'])
    .argument('<finding>', 'its id')
    .argument('<owner>', 'a person or a team; "" gives it back')
    .action((id: string, owner: string) => act(cli, id, 'assign', { owner }));
}

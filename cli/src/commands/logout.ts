import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { configPath, removeLogin } from '../config-file.ts';

export function logoutCommand(cli: Cli): Command {
  return command('logout', 'forget the stored address and token', ['logout']).action(async () => {
    const removed = await removeLogin(configPath(cli.env));
    cli.output.result({ removed }, () => [
      removed
        ? 'Forgotten here. The token itself stays valid until an admin revokes it.'
        : 'Nobody was logged in here.',
    ]);
  });
}

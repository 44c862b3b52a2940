import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { findDay } from '../../game-day.ts';
import { act } from './act.ts';

export function handoverCommand(cli: Cli): Command {
  return command('handover', 'make somebody else the lead (an admin may, too)', [
    'gameday handover bob',
    'gameday handover bob --day g7k2m9q4x1 --reason "train to catch"',
  ])
    .argument('<person>', 'the name of their access token')
    .option('--day <gameday>', 'its id or its name; without one, the only one that is on')
    .option('--reason <text>', 'why; kept in the timeline', '')
    .action(async (to: string, { day: named, reason }: { day?: string; reason: string }) => {
      const client = await cli.connect();
      await act(cli, client, await findDay(client, named), 'handover', { to, reason });
    });
}

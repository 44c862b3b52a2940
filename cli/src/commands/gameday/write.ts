import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { findDay } from '../../game-day.ts';
import { act } from './act.ts';

/** `note` and `observe`: what somebody thought, and what somebody saw. */
export function writeCommands(cli: Cli): Command[] {
  return [
    write(cli, 'note', 'write a note into the timeline', 'we should page the owners earlier'),
    write(cli, 'observe', 'write what you saw into the timeline', 'the home page has no recommendations'),
  ];
}

function write(cli: Cli, deed: 'note' | 'observe', description: string, example: string): Command {
  return command(deed, description, [`gameday ${deed} "${example}"`, `gameday ${deed} --day g7k2m9q4x1 "${example}"`])
    .argument('<text...>', 'what; kept with your name and the time')
    .option('--day <gameday>', 'its id or its name; without one, the only one that is on')
    .action(async (words: string[], { day: named }: { day?: string }) => {
      const client = await cli.connect();
      await act(cli, client, await findDay(client, named), deed, { text: words.join(' ') });
    });
}

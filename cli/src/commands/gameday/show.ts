import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { findDay } from '../../game-day.ts';
import { dayEventLine, dayLines } from '../../game-day-text.ts';

export function showGameDayCommand(cli: Cli): Command {
  return command('show', 'one game day: its steps, its limits, its timeline', [
    'gameday show',
    'gameday show g7k2m9q4x1',
    'gameday show autumn-drill --json',
  ])
    .argument('[gameday]', 'its id or its name; without one, the only one that is on')
    .action(async (named: string | undefined) => {
      const client = await cli.connect();
      const day = await findDay(client, named);
      cli.output.result(day, () => [...dayLines(day), '', ...day.timeline.map(dayEventLine)]);
    });
}

import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { exitCodes } from '../../exit-code.ts';
import { findDay } from '../../game-day.ts';

export function watchGameDayCommand(cli: Cli): Command {
  return command(
    'watch',
    'live screen of a game day, with the keys of your role; in a pipe a line for each event',
    ['gameday watch', 'gameday watch g7k2m9q4x1 | tee game-day.log'],
    'one JSON object a line, at every change, and no screen',
  )
    .argument('[gameday]', 'its id or its name; without one, the only one that is on')
    .addHelpText(
      'after',
      '\nKeys: n next, s skip, d done, p pause or resume, P promote, h halt the step, a abort the day, o note, H halt all, q quit.\nWhat changes something asks once; h, a and H also confirm themselves when pressed again.\nIn a pipe it ends with the day: 0 when that was completed, 3 when it was aborted.',
    )
    .action(async (named: string | undefined) => {
      const client = await cli.connect();
      const { id } = await findDay(client, named);
      if (process.stdout.isTTY && process.env.TERM !== 'dumb' && !cli.output.json) {
        const { GameDayScreen } = await import('../../watch/game-day-screen.ts');
        cli.exitCode = await new GameDayScreen(client, id).run();
        return;
      }
      const { watchGameDayLines } = await import('../../watch/game-day-lines.ts');
      const { state } = await watchGameDayLines(client, id, cli.output);
      if (state.name === 'ended' && state.outcome === 'aborted') cli.exitCode = exitCodes.inconclusive;
    });
}

import type { GameDayView } from '@hormesis/contract/game-day.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { usageError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { findDay, handPlace, nextPlace } from '../../game-day.ts';
import { act } from './act.ts';

interface MoveOptions {
  readonly reason: string;
  readonly step?: number;
}

/** `start`, `next`, `skip` and `done`: how a day goes on. */
export function moveCommands(cli: Cli): Command[] {
  return [
    move(cli, 'start', 'start a planned day: from now on nothing else runs on its path'),
    move(cli, 'next', 'begin the next step; with all steps over, end the day')
      .option('--step <number>', 'only when it is the turn of this one, counted from 1', stepNumber)
      .addHelpText('after', '\nA discussion that goes on ends with it. Everything else is waited for, or halted.'),
    move(cli, 'skip', 'leave out the step at hand').option(
      '--step <number>',
      'only when it is the turn of this one, counted from 1',
      stepNumber,
    ),
    move(cli, 'done', 'say that a manual step is done, or a discussion over'),
  ];
}

function move(cli: Cli, deed: 'start' | 'next' | 'skip' | 'done', description: string): Command {
  const examples = [`gameday ${deed}`, `gameday ${deed} g7k2m9q4x1`, `gameday ${deed} autumn-drill`];
  return command(deed, description, examples)
    .argument(
      '[gameday]',
      `its id or its name; without one, the only one that is ${deed === 'start' ? 'planned' : 'on'}`,
    )
    .option('--reason <text>', 'why; kept in the timeline', '')
    .action(async (named: string | undefined, options: MoveOptions) => {
      const client = await cli.connect();
      const day = await findDay(client, named, deed === 'start' ? 'planned' : 'running');
      await act(cli, client, day, deed, bodyOf(deed, day, options));
    });
}

/** The step that this person has seen, or has said: when it is another's turn by now, nothing happens. */
function bodyOf(deed: string, day: GameDayView, { reason, step }: MoveOptions): object {
  if (deed === 'next') return { step: step === undefined ? nextPlace(day) : step - 1, reason };
  if (deed === 'skip') return { step: step === undefined ? handPlace(day) : step - 1, reason };
  return { reason };
}

function stepNumber(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw usageError(`--step must be a whole number from 1, got ${JSON.stringify(text)}`);
  return Number(text);
}

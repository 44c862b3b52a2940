import { gameDayHalt } from '@hormesis/contract/game-day.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCodeOfHalt } from '../../exit-code.ts';
import { haltText } from '../../experiment-text.ts';
import { findDay, isDayId } from '../../game-day.ts';
import { dayEventLine } from '../../game-day-text.ts';
import { postHalt } from '../../post-halt.ts';

/** `halt` and `abort`: the end of the step that goes on, or of the whole day. */
export function stopCommands(cli: Cli): Command[] {
  return [
    stop(cli, 'halt', 'halt the step that goes on: its experiment, its kills, or what people do'),
    stop(cli, 'abort', 'end the day at once and halt everything of it'),
  ];
}

function stop(cli: Cli, deed: 'halt' | 'abort', description: string): Command {
  return command(deed, description, [`gameday ${deed}`, `gameday ${deed} g7k2m9q4x1 --reason "support is flooded"`])
    .argument('[gameday]', 'its id or its name; without one, the only one that is on')
    .option('--reason <text>', 'why; kept in the timeline', '')
    .action(async (named: string | undefined, { reason }: { reason: string }) => {
      const client = await cli.connect();
      const note = (text: string) => cli.output.note(text);
      const post = (id: string) =>
        postHalt(client, `/game-days/${encodeURIComponent(id)}/${deed}`, { reason }, gameDayHalt, note);
      // Nothing is asked before the halt goes out. A day that is not on yet is known by its id alone.
      const answer = await post(named ?? 'current').catch(async (error: unknown) => {
        const unknown = error instanceof CliError && error.code === 'not_found' && !isDayId(named ?? '');
        if (unknown) return post((await findDay(client, named)).id);
        throw error;
      });
      if (answer.halt) cli.exitCode = exitCodeOfHalt(answer.halt);
      cli.output.result(answer, () => [
        ...(answer.halt ? [`Halted ${answer.halt.halted.join(', ') || 'nothing'}: ${haltText(answer.halt)}`] : []),
        ...(answer.gameDay ? answer.gameDay.timeline.slice(-1).map(dayEventLine) : []),
      ]);
    });
}

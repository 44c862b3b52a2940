import { gameDaySummary } from '@hormesis/contract/game-day.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { localMoment } from '../../experiment-text.ts';
import { dayStateText } from '../../game-day-text.ts';
import { itemsOf } from '../../items.ts';
import { table } from '../../table.ts';

export function listGameDaysCommand(cli: Cli): Command {
  return command('list', 'every game day, those that are on first', ['gameday list', 'gameday list --json']).action(
    async () => {
      const client = await cli.connect();
      const { items } = await client.get('/game-days', itemsOf(gameDaySummary));
      cli.output.result({ items }, () =>
        items.length === 0
          ? ['No game day yet: hormesis gameday plan game-day.yaml']
          : table(
              ['game day', 'name', 'path', 'lead', 'planned', 'state'],
              items.map((day) => [
                ...[day.id, day.name, day.path, day.lead, localMoment(day.createdAt)],
                dayStateText(day.state, day.stepCount),
              ]),
            ),
      );
    },
  );
}

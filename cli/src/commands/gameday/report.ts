import { gameDayReport } from '@hormesis/contract/report.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { findDay } from '../../game-day.ts';
import { formatOption, printReport } from '../../report.ts';

export function gameDayReportCommand(cli: Cli): Command {
  return command('report', 'the report of a game day: what was tried, what held, what broke and who mends it', [
    'gameday report autumn-drill > report.md',
    'gameday report g7k2m9q4x1 --format json',
  ])
    .argument('<gameday>', 'its id or its name')
    .addOption(formatOption())
    .action(async (named: string, { format }: { format: string }) => {
      const client = await cli.connect();
      const { id } = await findDay(client, named);
      await printReport(cli, client, `/game-days/${id}/report`, gameDayReport, format);
    });
}

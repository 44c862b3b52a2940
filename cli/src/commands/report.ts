import { experimentReport } from '@hormesis/contract/report.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { formatOption, printReport } from '../report.ts';

export function reportCommand(cli: Cli): Command {
  return command('report', 'the report of one experiment, fit for a wiki', [
    'report e7k2m9q4x1 > report.md',
    'report e7k2m9q4x1 --format json',
  ])
    .argument('<experiment>', 'its id, as "hormesis experiments" lists it')
    .addOption(formatOption())
    .action(async (id: string, { format }: { format: string }) => {
      const client = await cli.connect();
      await printReport(cli, client, `/experiments/${encodeURIComponent(id)}/report`, experimentReport, format);
    });
}

import { MAX_ACCEPTED_DAYS } from '@hormesis/contract/finding.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { usageError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { act } from './act.ts';

const DAY_MS = 86_400_000;
const DAYS = /^[1-9]\d{0,2}$/;

export function acceptCommand(cli: Cli): Command {
  return command('accept', 'live with it until a day; from then on it is in the way again', [
    'findings accept f5k2m9q --reason "until the rewrite" --days 30',
  ])
    .argument('<finding>', 'its id')
    .requiredOption('--reason <text>', 'why; shown with your name')
    .requiredOption('--days <n>', `for how many days from now, 1 to ${MAX_ACCEPTED_DAYS}`, parseDays)
    .action((id: string, { reason, days }: { reason: string; days: number }) =>
      act(cli, id, 'accept', { reason, until: new Date(Date.now() + days * DAY_MS).toISOString() }),
    );
}

function parseDays(text: string): number {
  const days = DAYS.test(text) ? Number(text) : 0;
  if (days < 1 || days > MAX_ACCEPTED_DAYS)
    throw usageError(
      `--days ${JSON.stringify(text)} is not allowed: give whole days from 1 to ${MAX_ACCEPTED_DAYS}, for instance 30`,
    );
  return days;
}

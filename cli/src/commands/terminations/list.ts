import { type TerminationView, terminationView } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { localTime } from '../../experiment-text.ts';
import { itemsOf } from '../../items.ts';
import { table } from '../../table.ts';
import { outcomeText, recoveryText } from '../../termination-text.ts';

export function listTerminationsCommand(cli: Cli): Command {
  return command('list', 'the last terminations with the time until the group was whole again', [
    'terminations list',
    'terminations list --group ec2/prod/eu-west-1/checkout/main/checkout-main',
  ])
    .option('--group <key>', 'only those of this group')
    .action(async ({ group }: { group?: string }) => {
      const client = await cli.connect();
      const query = group === undefined ? '' : `?${new URLSearchParams({ group })}`;
      const { items } = await client.get(`/terminations${query}`, itemsOf(terminationView));
      cli.output.result({ items }, () => listLines(items));
    });
}

function listLines(items: readonly TerminationView[]): string[] {
  if (items.length === 0) return ['Nothing has been terminated yet, not even on the leash.'];
  return table(
    ['termination', 'at', 'group', 'member', 'what became of it', 'group recovered'],
    items.flatMap(({ id, at, group, targets, recovery }) =>
      targets.map(({ name, outcome }) => [
        id,
        localTime(at),
        group,
        name,
        outcomeText(outcome),
        recoveryText(recovery),
      ]),
    ),
  );
}

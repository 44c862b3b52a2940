import { type TerminationGroups, terminationGroups } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { localTime } from '../../experiment-text.ts';
import { printable } from '../../printable.ts';
import { table } from '../../table.ts';

export function terminationGroupsCommand(cli: Cli): Command {
  return command('groups', 'every group that was found, with its odds and how many may die', [
    'terminations groups',
    'terminations groups --enabled',
  ])
    .option('--enabled', 'only those that the settings let be killed', false)
    .action(async ({ enabled }: { enabled: boolean }) => {
      const client = await cli.connect();
      const groups = await client.get('/terminations/groups', terminationGroups);
      const shown = { ...groups, items: groups.items.filter((group) => !enabled || group.enabled) };
      cli.output.result(shown, () => groupLines(shown));
    });
}

function groupLines({ places, items }: TerminationGroups): string[] {
  const unseen = places.flatMap(({ platform, account, region, problem }) =>
    problem ? [printable(`not looked at: ${platform}/${account}/${region}: ${problem.message}`)] : [],
  );
  if (places.length === 0)
    return ['No platform is configured: HORMESIS_PLATFORMS names a file with accounts and clusters.'];
  if (items.length === 0) return ['No group was found.', ...unseen];
  const rows = items.map((group) => [
    group.key,
    `${group.healthy}/${group.desired ?? group.members}`,
    group.oddsOneIn === null ? 'not enabled' : `1 in ${group.oddsOneIn}`,
    group.enabled && group.leashed ? 'on the leash' : '',
    group.eligible,
    group.lastKilledAt === null ? '-' : localTime(group.lastKilledAt),
    group.notBefore ?? '',
  ]);
  return [...table(['group', 'healthy', 'a day', 'leash', 'may die', 'last killed', 'not before'], rows), ...unseen];
}

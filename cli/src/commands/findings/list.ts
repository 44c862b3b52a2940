import { type FindingSummary, findingSummary } from '@hormesis/contract/finding.ts';
import type { TerminationFinding } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { localTime } from '../../experiment-text.ts';
import { findingStateText } from '../../finding-text.ts';
import { groupFindingStateText, listGroupFindings } from '../../group-finding.ts';
import { itemsOf } from '../../items.ts';
import { table } from '../../table.ts';

export function listFindingsCommand(cli: Cli): Command {
  return command('list', 'every finding, those that keep a scenario from running first, and of groups that died', [
    'findings list',
    'findings list --open',
  ])
    .option('--open', 'only those that keep a scenario from running', false)
    .action(async ({ open }: { open: boolean }) => {
      const client = await cli.connect();
      const { items } = await client.get('/findings', itemsOf(findingSummary));
      const groups = await listGroupFindings(client);
      const shown = open ? items.filter(({ blocking }) => blocking) : items;
      const shownGroups = open ? groups.filter(({ state }) => state === 'open') : groups;
      cli.output.result({ items: shown, groups: shownGroups }, () => [
        ...listLines(shown, open),
        ...groupLines(shownGroups),
      ]);
    });
}

/** Groups that did not become whole again: while one is open, nobody dies there. */
function groupLines(findings: readonly TerminationFinding[]): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((each) => [
    each.id,
    each.group,
    localTime(each.foundAt),
    groupFindingStateText(each),
    each.reason,
  ]);
  return ['', ...table(['finding', 'group', 'found', 'state', 'what'], rows)];
}

function listLines(findings: readonly FindingSummary[], open: boolean): string[] {
  if (findings.length === 0)
    return [open ? 'No finding is in the way of a run.' : 'No finding yet: no run on live traffic has failed.'];
  return table(
    ['finding', 'scenario', 'call group', 'found', 'last', 'owner', 'state'],
    findings.map((each) => [
      each.id,
      each.scenario,
      each.callGroup,
      each.timesFound,
      localTime(each.lastFoundAt),
      each.owner || '-',
      findingStateText(each.state, each.blocking),
    ]),
  );
}

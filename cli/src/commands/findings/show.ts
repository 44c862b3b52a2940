import { findingView } from '@hormesis/contract/finding.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { findingLines } from '../../finding-text.ts';
import { findGroupFinding, groupFindingLines, isGroupFindingId } from '../../group-finding.ts';

export function showFindingCommand(cli: Cli): Command {
  return command('show', 'one finding: its evidence, its history, what to do next', [
    'findings show f5k2m9q',
    'findings show tf4k8m2q9',
  ])
    .argument('<finding>', 'its id')
    .action(async (id: string) => {
      const client = await cli.connect();
      if (isGroupFindingId(id)) {
        const finding = await findGroupFinding(client, id);
        return cli.output.result(finding, () => groupFindingLines(finding));
      }
      const view = await client.get(`/findings/${encodeURIComponent(id)}`, findingView);
      cli.output.result(view, () => findingLines(view));
    });
}

import { findingView } from '@hormesis/contract/finding.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { findingLines } from '../../finding-text.ts';

export function showFindingCommand(cli: Cli): Command {
  return command('show', 'one finding: its evidence, its history, what to do next', ['findings show f5k2m9q'])
    .argument('<finding>', 'its id')
    .action(async (id: string) => {
      const client = await cli.connect();
      const view = await client.get(`/findings/${encodeURIComponent(id)}`, findingView);
      cli.output.result(view, () => findingLines(view));
    });
}

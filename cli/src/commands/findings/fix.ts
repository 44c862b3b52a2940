import { terminationFinding } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { isGroupFindingId } from '../../group-finding.ts';
import { act } from './act.ts';

export function fixCommand(cli: Cli): Command {
  return command('fix', 'say that it is mended; the next run that passes verifies it', [
    'findings fix f5k2m9q --note "a timeout of 300 ms and a fallback"',
  ])
    .argument('<finding>', 'its id')
    .requiredOption('--note <text>', 'what was done; kept in its history')
    .action((id: string, { note }: { note: string }) =>
      isGroupFindingId(id) ? fixGroup(cli, id, note) : act(cli, id, 'fix', { note }),
    );
}

/** A group that did not become whole again may be killed again; when it is whole after that, it is verified. */
async function fixGroup(cli: Cli, id: string, note: string): Promise<void> {
  const client = await cli.connect();
  const path = `/terminations/findings/${encodeURIComponent(id)}/resolve`;
  const finding = await client.post(path, { note }, terminationFinding);
  cli.output.result(finding, () => [
    `${finding.id} (${finding.group}): ${finding.state}; its group may be killed again`,
  ]);
}

import { findingView } from '@hormesis/contract/finding.ts';
import type { Cli } from '../../cli.ts';
import { usageError } from '../../cli-error.ts';
import { findingStateText } from '../../finding-text.ts';
import { isGroupFindingId } from '../../group-finding.ts';

/**
 * Sends what somebody did with a finding of a scenario, and tells how it stands then.
 * @throws CliError for the finding of a group, which is only ever mended.
 */
export async function act(cli: Cli, id: string, name: string, body: object): Promise<void> {
  if (isGroupFindingId(id))
    throw usageError(
      `${JSON.stringify(id)} is the finding of a group, which "findings ${name}" cannot change; when the group is mended: hormesis findings fix ${id} --note "what was done"`,
    );
  const client = await cli.connect();
  const view = await client.post(`/findings/${encodeURIComponent(id)}/${name}`, body, findingView);
  cli.output.result(view, () => [
    `${view.id} (${view.scenario} on ${view.callGroup}): ${findingStateText(view.state, view.blocking)}; owner: ${view.owner || 'nobody'}`,
  ]);
}

import { findingView } from '@hormesis/contract/finding.ts';
import type { Cli } from '../../cli.ts';
import { findingStateText } from '../../finding-text.ts';

/** Sends what somebody did with a finding, and tells how it stands then. */
export async function act(cli: Cli, id: string, name: string, body: object): Promise<void> {
  const client = await cli.connect();
  const view = await client.post(`/findings/${encodeURIComponent(id)}/${name}`, body, findingView);
  cli.output.result(view, () => [
    `${view.id} (${view.scenario} on ${view.callGroup}): ${findingStateText(view.state, view.blocking)}; owner: ${view.owner || 'nobody'}`,
  ]);
}

import { type Status, status } from '@hormesis/contract/status.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { holdText } from '../hold-text.ts';
import { percent } from '../share.ts';
import { facts } from '../table.ts';

export function statusCommand(cli: Cli): Command {
  return command('status', 'is it up, and how much live traffic is in treatment now', [
    'status',
    'status --json',
  ]).action(async () => {
    const client = await cli.connect();
    const answer = await client.get('/status', status);
    cli.output.result(answer, () => statusLines(client.url, answer));
  });
}

/** What is paused is told where there is such: "2 running, 1 paused". */
function experimentsText({ running, paused }: Status['experiments']): string {
  return `${running} running${paused > 0 ? `, ${paused} paused` : ''}`;
}

function statusLines(url: string, { version, ready, agents, experiments, traffic, hold }: Status): string[] {
  return facts([
    ['Control plane', `${url}, version ${version}, ${ready ? 'ready' : 'not ready'}`],
    ['Agents', `${agents.connected} connected`],
    ['Experiments', experimentsText(experiments)],
    ['Live traffic', `${percent(traffic.treatmentPpm)} in treatment`],
    ['Hold switch', hold.on ? `${holdText(hold)}; nothing starts until "hormesis release"` : 'off'],
  ]);
}

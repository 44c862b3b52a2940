import { holdSwitch } from '@hormesis/contract/halt.ts';
import { status } from '@hormesis/contract/status.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import type { Client } from '../client.ts';
import { command } from '../command.ts';
import { holdText } from '../hold-text.ts';

export function holdCommand(cli: Cli): Command {
  return switchCommand(cli, 'hold', 'set the hold switch: nothing starts, running experiments pause');
}

export function releaseCommand(cli: Cli): Command {
  return switchCommand(cli, 'release', 'clear the hold switch, so that experiments may start again');
}

/** Releasing resumes nothing; 0 also where it cannot be asked: the switch was set or cleared all the same. */
function pausedOn(client: Client): Promise<number> {
  return client.get('/status', status).then(
    ({ experiments }) => experiments.paused,
    () => 0,
  );
}

function pausedText(paused: number): string {
  const subject = paused === 1 ? '1 experiment is' : `${paused} experiments are`;
  return `${subject} paused, and stays so until "hormesis resume ID"; "hormesis experiments" tells which.`;
}

function switchCommand(cli: Cli, act: 'hold' | 'release', description: string): Command {
  return command(act, description, [`${act} --reason "incident 4711"`])
    .option('--reason <text>', 'why; kept in the record', '')
    .action(async ({ reason }: { reason: string }) => {
      const client = await cli.connect();
      const answer = await client.post(`/${act}`, { reason }, holdSwitch);
      const paused = await pausedOn(client);
      cli.output.result(answer, () => [
        answer.on
          ? `The hold switch is ${holdText(answer)}; nothing starts until "hormesis release".`
          : 'The hold switch is off.',
        ...(paused > 0 ? [pausedText(paused)] : []),
      ]);
    });
}

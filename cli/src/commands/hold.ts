import { holdSwitch } from '@hormesis/contract/halt.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { holdText } from '../hold-text.ts';

export function holdCommand(cli: Cli): Command {
  return switchCommand(cli, 'hold', 'set the hold switch: nothing starts, running experiments pause');
}

export function releaseCommand(cli: Cli): Command {
  return switchCommand(cli, 'release', 'clear the hold switch, so that experiments may start again');
}

function switchCommand(cli: Cli, act: 'hold' | 'release', description: string): Command {
  return command(act, description, [`${act} --reason "incident 4711"`])
    .option('--reason <text>', 'why; kept in the record', '')
    .action(async ({ reason }: { reason: string }) => {
      const client = await cli.connect();
      const answer = await client.post(`/${act}`, { reason }, holdSwitch);
      cli.output.result(answer, () => [
        answer.on
          ? `The hold switch is ${holdText(answer)}; nothing starts until "hormesis release".`
          : 'The hold switch is off.',
      ]);
    });
}

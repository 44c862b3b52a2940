import { type HaltReport, haltReport } from '@hormesis/contract/halt.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { usageError } from '../cli-error.ts';
import { command } from '../command.ts';
import { exitCodeOfHalt } from '../exit-code.ts';
import { haltText } from '../experiment-text.ts';
import { postHalt } from '../post-halt.ts';

interface HaltOptions {
  readonly all?: boolean;
  readonly reason: string;
}

export function haltCommand(cli: Cli): Command {
  return command('halt', 'stop one experiment, or with --all every one of them at once', [
    'halt e7k2m9q4x1',
    'halt --all',
    'halt --all --json',
  ])
    .argument('[experiment]', 'its id')
    .option('--all', 'halt every experiment and set the hold switch: nothing starts until "hormesis release"')
    .option('--reason <text>', 'why; kept in the timeline', '')
    .action(async (id: string | undefined, { all, reason }: HaltOptions) => {
      if (id !== undefined && all) throw usageError('name one experiment to halt, or give --all, not both');
      if (id === undefined && !all) throw usageError('name the experiment to halt, or give --all to halt every one');
      const client = await cli.connect();
      const path = id === undefined ? '/halt' : `/experiments/${encodeURIComponent(id)}/halt`;
      const report = await postHalt(client, path, { reason }, haltReport, (text) => cli.output.note(text));
      cli.exitCode = exitCodeOfHalt(report);
      cli.output.result(report, () => haltLines(report, all === true));
    });
}

function haltLines(report: HaltReport, all: boolean): string[] {
  const what = report.halted.length > 0 ? `Halted ${report.halted.join(', ')}` : 'Nothing was running';
  return [
    `${what}: ${haltText(report)}`,
    ...(report.agents.unknown.length > 0
      ? ['An unknown agent may go on until its lease ends, a few seconds after it last heard from the control plane.']
      : []),
    ...(report.halted.length > 0 && report.agents.connected === 0
      ? ['An agent that is not connected drops its rules within five seconds of hearing nothing.']
      : []),
    ...(all ? ['The hold switch is set: nothing starts until "hormesis release".'] : []),
  ];
}

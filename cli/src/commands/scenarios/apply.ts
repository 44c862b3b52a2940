import { applied } from '@hormesis/contract/scenario.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { usageError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { printable } from '../../printable.ts';
import { readYaml } from '../../yaml-file.ts';

type Applied = { kind: string; name: string; version: number; changed: boolean };

export function applyCommand(cli: Cli): Command {
  return command('apply', 'keep scenarios and critical paths from YAML files in the database', [
    'scenarios apply -f my-scenario.yaml',
    'scenarios apply path.yaml scenario.yaml',
  ])
    .argument('[files...]', 'YAML files, or - for stdin; applied in this order, each as a whole or not at all')
    .option('-f, --file <files...>', 'the same as an option')
    .action(async (named: string[], { file = [] }: { file?: string[] }) => {
      const files = [...named, ...file];
      if (files.length === 0) throw usageError('name the YAML files to apply, or - for stdin');
      const client = await cli.connect();
      // All are read before the first is sent: a misspelled name must not leave half of them applied.
      const texts = await Promise.all(files.map((file) => readYaml(file, cli.stdin)));
      const all: Applied[] = [];
      for (const yaml of texts) all.push(...(await client.post('/scenarios/apply', { yaml }, applied)).applied);
      cli.output.result({ applied: all }, () =>
        all.map(({ kind, name, version, changed }) =>
          printable(`${kind} ${name}: version ${version}${changed ? '' : ', unchanged'}`),
        ),
      );
    });
}

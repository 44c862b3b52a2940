import { applied } from '@hormesis/contract/scenario.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { printable } from '../../printable.ts';
import { readYaml } from '../../yaml-file.ts';

type Applied = { kind: string; name: string; version: number; changed: boolean };

export function applyCommand(cli: Cli): Command {
  return command('apply', 'keep scenarios and critical paths from YAML files in the database', [
    'scenarios apply -f my-scenario.yaml',
    'scenarios apply -f path.yaml -f scenario.yaml',
  ])
    .requiredOption(
      '-f, --file <files...>',
      'YAML files, or - for stdin; applied in this order, each as a whole or not at all',
    )
    .action(async ({ file: files }: { file: string[] }) => {
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

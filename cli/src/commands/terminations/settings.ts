import { type TerminationSettingsView, terminationSettingsView } from '@hormesis/contract/terminations.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { printable } from '../../printable.ts';
import { toYaml } from '../../to-yaml.ts';
import { readYaml } from '../../yaml-file.ts';

export function terminationSettingsCommand(cli: Cli): Command {
  return command('settings', 'show the settings as YAML, or replace them with -f (needs the role admin)', [
    'terminations settings',
    'terminations settings > terminations.yaml',
    'terminations settings -f terminations.yaml',
  ])
    .option(
      '-f, --file <file>',
      'a YAML file, or - for stdin; what it leaves out gets its default, which kills nothing',
    )
    .action(async ({ file }: { file?: string }) => {
      const client = await cli.connect();
      if (file === undefined) {
        const view = await client.get('/terminations/settings', terminationSettingsView);
        const shown = await toYaml(view.settings);
        return cli.output.result(view, () => settingsLines(view, shown));
      }
      const yaml = await readYaml(file, cli.stdin);
      const version = /^# version (\d{1,9}),/.exec(yaml)?.[1];
      const body = { yaml, ...(version === undefined ? {} : { version: Number(version) }) };
      const view = await client.post('/terminations/settings', body, terminationSettingsView);
      cli.output.result(view, () => [`settings of terminations: version ${view.version}`]);
    });
}

/** Puts everything on the leash, or takes it off. */
export function leashCommands(cli: Cli, leashed: boolean): Command {
  const [name, what] = leashed
    ? ['leash', 'from now on everything is a dry run (needs the role admin)']
    : ['unleash', 'let terminations kill (needs the role admin)'];
  return command(name, what, [`terminations ${name}`]).action(async () => {
    const client = await cli.connect();
    const view = await client.post('/terminations/leash', { leashed }, terminationSettingsView);
    cli.output.result(view, () => [
      view.settings.leashed ? 'Terminations are on the leash.' : 'The leash is off: terminations kill.',
    ]);
  });
}

/** A file made from this takes the place of that version only. */
function settingsLines({ version, updatedBy, updatedAt }: TerminationSettingsView, yaml: string): string[] {
  return [printable(`# version ${version}, set by ${updatedBy} at ${updatedAt}`), ...yaml.trimEnd().split('\n')];
}

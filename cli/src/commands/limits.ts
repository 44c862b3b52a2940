import { type LimitsView, limitsView } from '@hormesis/contract/limits.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addUsual, command } from '../command.ts';
import { printable } from '../printable.ts';
import { toYaml } from '../to-yaml.ts';
import { readYaml } from '../yaml-file.ts';

export function limitsCommand(cli: Cli): Command {
  const parent = command('limits', 'show or set what holds for every experiment: shares, roles, windows', [
    'limits show',
    'limits show > limits.yaml',
    'limits set -f limits.yaml',
  ]);
  return addUsual(parent, showCommand(cli)).addCommand(setCommand(cli));
}

function showCommand(cli: Cli): Command {
  return command('show', 'the limits as YAML, and whether the windows are open now', ['limits show']).action(
    async () => {
      const client = await cli.connect();
      const view = await client.get('/limits', limitsView);
      const yaml = await toYaml(view.limits);
      cli.output.result(view, () => limitsLines(view, yaml));
    },
  );
}

function setCommand(cli: Cli): Command {
  return command('set', 'replace the limits by a YAML document (needs the role admin)', ['limits set -f limits.yaml'])
    .requiredOption('-f, --file <file>', 'a YAML file, or - for stdin; what it leaves out gets its default')
    .action(async ({ file }: { file: string }) => {
      const client = await cli.connect();
      const yaml = await readYaml(file, cli.stdin);
      const view = await client.post('/limits', { yaml, ...versionOf(yaml) }, limitsView);
      cli.output.result(view, () => [`limits: version ${view.version}`, ...view.windows.map(windowLine)]);
    });
}

/** What `limits show` wrote at the top: a file made from it takes the place of that version only. */
function versionOf(yaml: string): { version?: number } {
  const version = /^# version (\d{1,9}),/.exec(yaml)?.[1];
  return version === undefined ? {} : { version: Number(version) };
}

/** Comments tell what is not in the document, so that what is shown can be changed and set again. */
function limitsLines(view: LimitsView, yaml: string): string[] {
  return [
    printable(`# version ${view.version}, set by ${view.updatedBy} at ${view.updatedAt}`),
    ...view.windows.map((window) => `# ${windowLine(window)}`),
    ...yaml.trimEnd().split('\n'),
  ];
}

function windowLine({ path, open, reason, opensAt }: LimitsView['windows'][number]): string {
  const whose = path === null ? 'all paths' : `path ${path}`;
  if (open) return printable(`${whose}: open`);
  return printable(`${whose}: closed: ${reason}; ${opensAt ? `opens at ${opensAt}` : 'does not open within a year'}`);
}

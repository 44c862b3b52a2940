import { faultWords } from '@hormesis/contract/fault-words.ts';
import { type ScenarioView, scenarioView } from '@hormesis/contract/scenario.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { printable } from '../../printable.ts';
import { toYaml } from '../../to-yaml.ts';

export function showCommand(cli: Cli): Command {
  return command('show', 'one scenario as YAML', ['scenarios show ratings-slow'])
    .argument('<scenario>', 'its name')
    .action(async (name: string) => {
      const client = await cli.connect();
      const view = await client.get(`/scenarios/${encodeURIComponent(name)}`, scenarioView);
      const yaml = await toYaml(view.scenario);
      cli.output.result(view, () => showLines(view, yaml));
    });
}

/** The document can be saved and applied as it is: what is not part of it stands in comments. */
function showLines(view: ScenarioView, yaml: string): string[] {
  const fails = view.resolved.map(
    ({ callGroup, role, where, fault }) =>
      `${callGroup} (${role ?? 'not on the allowlist'}) ${faultWords(fault, where)}`,
  );
  return [
    `# version ${view.version}, kept in ${view.file ?? view.source}${view.testersOnly ? '; testers only' : ''}`,
    ...fails.map((line) => `# fails ${line}`),
    ...view.refusals.map(({ code, message }) => `# could not run now: ${code}: ${message}`),
  ]
    .map(printable)
    .concat(yaml.trimEnd());
}

import { type ScenarioView, scenarioView } from '@hormesis/contract/scenario.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { command } from '../../command.ts';
import { itemsOf } from '../../items.ts';
import { table } from '../../table.ts';

export function listCommand(cli: Cli): Command {
  return command('list', 'every scenario and whether it could run now', ['scenarios list']).action(async () => {
    const client = await cli.connect();
    const answer = await client.get('/scenarios', itemsOf(scenarioView));
    cli.output.result(answer, () => listLines(answer.items));
  });
}

function listLines(views: readonly ScenarioView[]): string[] {
  if (views.length === 0) return ['No scenario yet. Apply one: hormesis scenarios apply -f scenario.yaml'];
  return table(
    ['scenario', 'path', 'fails', 'for', 'now', 'title'],
    views.map((view) => [
      view.name,
      view.scenario.path,
      failsText(view),
      view.testersOnly ? 'testers only' : 'live traffic',
      view.refusals.length === 0 ? 'can run' : view.refusals.map(({ code }) => code).join(', '),
      view.scenario.title,
    ]),
  );
}

/** What it fails, in a few words: a call group by its name, several by their number, and what it kills. */
function failsText({ resolved, scenario }: ScenarioView): string {
  const kills = (scenario.terminations ?? []).map(({ group }) => `kills in ${group.split('/').at(-1)}`);
  const [only, ...others] = resolved;
  const calls = others.length > 0 ? `${resolved.length} call groups` : only?.callGroup;
  return [...(calls === undefined ? [] : [calls]), ...kills].join(', ');
}

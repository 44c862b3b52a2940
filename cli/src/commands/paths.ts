import { type CriticalPathView, criticalPathView } from '@hormesis/contract/scenario.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { itemsOf } from '../items.ts';
import { percent } from '../share.ts';
import { facts, table } from '../table.ts';

export function pathsCommand(cli: Cli): Command {
  return command('paths', 'critical paths; with a name, its entries and its allowlist', ['paths', 'paths press-play'])
    .argument('[path]', 'name of one critical path')
    .action(async (name: string | undefined) => {
      const client = await cli.connect();
      if (name === undefined) {
        const answer = await client.get('/paths', itemsOf(criticalPathView));
        return cli.output.result(answer, () => listLines(answer.items));
      }
      const view = await client.get(`/paths/${encodeURIComponent(name)}`, criticalPathView);
      cli.output.result(view, () => pathLines(view));
    });
}

function listLines(views: readonly CriticalPathView[]): string[] {
  if (views.length === 0) return ['No critical path yet. Apply one: hormesis scenarios apply -f path.yaml'];
  return table(
    ['path', 'requests/s', 'treatment', 'control', 'call groups', 'kept in', 'title'],
    views.map((view) => [
      view.name,
      view.requestsPerSecond.toFixed(1),
      percent(view.treatmentPpm),
      percent(view.controlPpm),
      view.path.allowlist.length,
      view.file ?? view.source,
      view.path.title,
    ]),
  );
}

function pathLines({ path, ...view }: CriticalPathView): string[] {
  const entries = path.entries.map((entry) => `${entry.service}: ${entry.routes.join(', ')}`);
  const unit = path.unit.from === 'request' ? 'each request' : `${path.unit.from} ${path.unit.name}`;
  return [
    ...facts([
      ['Path', `${path.name}, version ${view.version}: ${path.title}`],
      ['Entries', entries.join('; ')],
      ['Unit', unit],
      ['Live traffic', `${view.requestsPerSecond.toFixed(1)} requests/s, ${percent(view.treatmentPpm)} in treatment`],
      [
        'Limit',
        `${percent(path.maxTreatmentPpm)} in treatment${path.approval ? `; above, approved by ${path.approval.by}` : ''}`,
      ],
    ]),
    '',
    ...table(
      ['call group', 'role'],
      path.allowlist.map(({ callGroup, role }) => [callGroup, role]),
    ),
  ];
}

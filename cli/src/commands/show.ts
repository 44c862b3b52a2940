import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { command } from '../command.ts';
import { eventLine, stageLine, summaryLines } from '../experiment-text.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';

export function showCommand(cli: Cli): Command {
  return command('show', 'one experiment: stages, what became of its calls, timeline', ['show e7k2m9q4x1'])
    .argument('<experiment>', 'its id, as "hormesis experiments" lists it')
    .action(async (id: string) => {
      const client = await cli.connect();
      const view = await client.get(`/experiments/${encodeURIComponent(id)}`, experimentView);
      cli.output.result(view, () => showLines(view, cli.output.paint));
    });
}

function showLines(view: ExperimentView, paint: Output['paint']): string[] {
  return [
    ...summaryLines(view, paint),
    ...(view.state.name === 'running' ? ['', stageLine(view)] : []),
    ...(view.prediction ? ['', ...radiusTable(view, view.prediction)] : []),
    ...(view.flows.length > 0 ? ['', ...flowTable(view)] : []),
    ...(view.timeline.length > 0 ? ['', ...view.timeline.map(eventLine)] : []),
  ];
}

/** The blast radius as it was predicted, beside what was observed. */
function radiusTable(
  { evidence, blastRadius }: ExperimentView,
  { stages, services, downstream, callGroups }: Prediction,
): string[] {
  const injected = evidence.brakes.find(({ brake }) => brake === 'prediction');
  const behind = downstream.length > 0 ? `; behind: ${downstream.join(', ')}` : '';
  const predicted = stages[evidence.stages.length - 1];
  return table(
    ['blast radius', 'predicted', 'observed'],
    [
      [
        'requests with a fault in 10 s',
        predicted ? Math.round(predicted.injectedRequestsPer10s) : '-',
        injected?.value ?? '-',
      ],
      [
        'services',
        services.length > 0 ? `${services.join(', ')}${behind}` : '-',
        blastRadius.services.join(', ') || '-',
      ],
      ['call groups', callGroups.join(', ') || '-', blastRadius.callGroups.join(', ') || '-'],
    ],
  );
}

/** Per call group: called → injected → absorbed (by what) → visible to the user. */
function flowTable({ flows }: ExperimentView): string[] {
  return table(
    ['call group', 'called', 'injected', 'visible', 'absorbed'],
    flows.map((flow) => [flow.callGroup, flow.calls, flow.injected, flow.visible, absorbedText(flow.absorbed)]),
  );
}

function absorbedText(absorbed: Readonly<Record<string, number>>): string {
  const parts = Object.entries(absorbed).map(([by, count]) => `${count} by ${by}`);
  return parts.length > 0 ? parts.join(', ') : '0';
}

import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import type { Topology } from '@hormesis/contract/topology.ts';

/** What came of one scenario. */
export interface Outcome {
  readonly file: string;
  readonly scenario: Scenario;
  /** Null: it was refused. */
  readonly experiment: ExperimentView | null;
  readonly refused: string | null;
  /** The map while it ran, the last time. */
  readonly during: Topology | null;
}

export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => [
    outcome.scenario.family ?? outcome.file.split('/')[0],
    `[\`${outcome.scenario.name}\`](../../scenarios/${outcome.file})`,
    outcome.experiment?.verdict ?? 'not run',
    foundBy(outcome),
  ]);
  const lines = [['family', 'scenario', 'verdict', 'what was seen'], ['---', '---', '---', '---'], ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

function foundBy({ experiment, refused, scenario, during }: Outcome): string {
  if (!experiment) return refused === 'call_group_essential' ? 'essential: for testers only' : `refused: ${refused}`;
  const parts = [
    ...(experiment.verdict === 'passed' ? [] : [experiment.reason]),
    ...experiment.flows.filter(({ injected }) => injected > 0).map(flowText),
    ...(scenario.family === 'retry-storm' ? [retryText(experiment)] : []),
    ...(during ? movedTexts(scenario, during) : []),
  ];
  return parts.join('; ').replaceAll('|', '\\|');
}

/** `ratings: 63 failed, 40 absorbed by fallback, 23 visible`. */
function flowText({ callGroup, injected, absorbed, visible }: ExperimentView['flows'][number]): string {
  const by = Object.entries(absorbed).filter(([, calls]) => calls > 0);
  return [
    `\`${callGroup}\`: ${injected} failed`,
    ...by.map(([who, calls]) => `${calls} absorbed by ${who}`),
    ...(visible > 0 ? [`${visible} visible`] : []),
  ].join(', ');
}

function retryText({ injections, blastRadius }: ExperimentView): string {
  const each = injections / Math.max(1, blastRadius.requests.treatment);
  return `${each.toFixed(1)} failed calls for each request in treatment`;
}

/** Calls that cross from one region or zone into another while the nearest is gone. */
function movedTexts({ faults }: Scenario, { placeRates }: Topology): string[] {
  const scope = faults[0]?.where?.callee;
  if (!scope) return [];
  const gone = (to: { region: string | null; zone: string | null }) =>
    (scope.zone === undefined || to.zone === scope.zone) && (scope.region === undefined || to.region === scope.region);
  const groups = new Set(faults.flatMap((fault) => ('callGroup' in fault ? [fault.callGroup] : [])));
  const failing = placeRates.filter(({ callGroup, to }) => groups.has(callGroup) && gone(to));
  const moved = placeRates.filter(
    ({ callGroup, from, to }) => groups.has(callGroup) && !gone(to) && from.region !== to.region,
  );
  const sum = (rates: typeof placeRates, what: 'callsPerSecond' | 'failuresPerSecond') =>
    rates.reduce((total, each) => total + each[what], 0).toFixed(1);
  return [
    `on the map: ${sum(failing, 'failuresPerSecond')} calls a second into the place failed, ${sum(moved, 'callsPerSecond')} crossed into another region`,
  ];
}

import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { reachedStage } from '@hormesis/contract/ramp-progress.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { eventLine, haltText, stateText } from '../experiment-text.ts';
import { percent } from '../share.ts';
import { armLines } from './arm-lines.ts';
import { evidenceGauge, evidenceText } from './evidence-line.ts';
import { length } from './figures.ts';
import { flowLines } from './flow-lines.ts';
import { gateLines } from './gate-lines.ts';
import { kpiLines } from './kpi-lines.ts';
import { labelled } from './labelled.ts';
import { apart, type Line, type Span } from './line.ts';

const verdictStyles = { passed: 'good', failed: 'bad', inconclusive: 'warn' } as const;

/**
 * One experiment in at most `rows` lines: what it is, how far it is, what speaks against it, what it waits for, what
 * became of its calls. The timeline takes the room that is left; where there is little, conditions that are met go first.
 */
export function experimentBody(view: ExperimentView, now: Now | null, columns: number, rows: number): Line[] {
  const gaugeColumns = Math.max(10, Math.min(80, columns - 50));
  const head: Line[] = [
    apart([['bold', view.scenario], `  ${view.title}`], [['dim', view.id]], columns),
    stateLine(view),
    labelled('Ramp', rampSpans(view)),
    labelled('Evidence', [...evidenceGauge(view, gaugeColumns), `  ${evidenceText(view)}`]),
    ...kpiLines(view),
    ...brakeLines(view),
    ...armLines(view, gaugeColumns),
  ];
  const agents = [labelled('Agents', [agentsText(view, now)])];
  const calls = view.flows.length + 1;
  const roomForGate = rows - head.length - agents.length - Math.min(calls, 3);
  const gate = gateLines(view.gate, columns, roomForGate);
  const roomForCalls = Math.max(2, rows - head.length - gate.length - agents.length);
  const fixed = [head, gate, [...flowLines(view.flows, columns, roomForCalls), ...agents]];
  return filled(fixed, timelineLines(view), rows);
}

/** Blank lines between the blocks and the newest of the timeline below them, as far as there is room. */
function filled(blocks: readonly Line[][], timeline: readonly Line[], rows: number): Line[] {
  const used = blocks.reduce((sum, block) => sum + block.length, 0);
  const spare = Math.max(0, rows - used);
  let blanks = Math.min(spare, blocks.length);
  const lines = blocks.flatMap((block, index) => {
    if (index === 0 || block.length === 0 || blanks === 0) return block;
    blanks -= 1;
    return [[], ...block];
  });
  const room = rows - lines.length - 1;
  return room > 0 && timeline.length > 0 ? [...lines, [], ...timeline.slice(-room)] : lines.slice(0, rows);
}

function stateLine(view: ExperimentView): Line {
  const { verdict, state, population } = view;
  const where = ` · ${view.path} · started by ${view.startedBy}`;
  if (verdict !== null) {
    return [[verdictStyles[verdict], verdict], ` · ${stateText(state)}${view.reason && ` · ${view.reason}`}`];
  }
  if (state.name === 'running') {
    const share: Span = ['treatment', population === 'tester' ? 'testers only' : percent(view.trafficPpm)];
    return [['bold', `running, stage ${state.stage + 1} of ${view.stageCount}`], ' · ', share, where];
  }
  const over = state.name === 'completed' || state.name === 'halted';
  return [['warn', stateText(state)], over && view.reason ? ` · ${view.reason}` : where];
}

function rampSpans(view: ExperimentView): Span[] {
  if (view.population === 'tester') return ['0 % of live traffic'];
  const reached = reachedStage(view);
  const over = view.state.name === 'completed' || view.state.name === 'halted';
  return view.ramp.stages.flatMap(({ trafficPpm }, stage): Span[] => {
    const share = percent(trafficPpm);
    if (stage > reached) return [['dim', `· ${share}`], '   '];
    if (stage < reached || view.verdict === 'passed') return [['good', `✓ ${share}`], '   '];
    return [over ? ['bad', `■ ${share}`] : ['treatment', `▶ ${share}`], '   '];
  });
}

function brakeLines({ evidence }: ExperimentView): Line[] {
  return evidence.brakes
    .filter(({ tripped }) => tripped)
    .map(({ brake, text }) => labelled('', [['bad', `brake ${brake}: ${text}`]]));
}

function agentsText(view: ExperimentView, now: Now | null): string {
  const { services, servicesTotal } = view.blastRadius;
  return [
    now ? `${now.status.agents.connected} connected` : '',
    view.halt ? haltText(view.halt) : telemetryText(view),
    `${services.length} of ${servicesTotal} services touched`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function telemetryText({ telemetryAgeMs }: ExperimentView): string {
  return telemetryAgeMs === null ? 'no report on this experiment yet' : `last report ${length(telemetryAgeMs)} ago`;
}

function timelineLines({ timeline }: ExperimentView): Line[] {
  return [...timeline].sort((a, b) => a.id - b.id).map((event) => [['dim', eventLine(event)]]);
}

import type {
  ExperimentState,
  ExperimentSummary,
  ExperimentView,
  TimelineEvent,
} from '@hormesis/contract/experiment.ts';
import { givenReason } from '@hormesis/contract/experiment-words.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { printable } from './printable.ts';
import { percent } from './share.ts';
import { facts, table } from './table.ts';
import { evidence } from './watch/figures.ts';

/** A state in a few words. */
export function stateText(state: ExperimentState): string {
  switch (state.name) {
    case 'completed':
      return state.name;
    case 'draft':
      return `draft, waits for another person's approval${state.startsAt === null ? '' : `, to start at ${localMoment(state.startsAt)}`}`;
    case 'scheduled':
      return `scheduled for ${localMoment(state.startsAt)}`;
    case 'cancelled':
      return `cancelled (${state.reason}) by ${state.by}`;
    case 'running':
      return `running, stage ${state.stage + 1}`;
    case 'paused':
      return `paused by ${state.by}${given(state)}`;
    case 'halted':
      return `halted (${state.reason}) by ${state.by}`;
  }
}

function given({ by, reason }: { readonly by: string; readonly reason: string }): string {
  const why = givenReason(by, reason);
  return why && `: ${why}`;
}

/** One line for the stage an experiment is in: share, users, failures, evidence and what the gate waits for. */
export function stageLine(view: ExperimentView): string {
  if (view.state.name !== 'running') return `${view.scenario}: ${stateText(view.state)}`;
  const stage = view.evidence.stages.find((each) => each.stage === stageOf(view));
  const about = view.evidence.sampledOneIn === undefined ? '' : 'about ';
  const units = stage ? `${about}${stage.exposedUnits.treatment}+${stage.exposedUnits.control} users` : 'no users yet';
  const failing = stage ? `failing ${stage.failing.treatment}/${stage.failing.control}` : '';
  const waiting = view.gate?.conditions.find((condition) => !condition.met)?.text ?? '';
  return [stageName(view), units, failing, `evidence ${evidencePercent(view)} %`, waiting]
    .filter((part) => part !== '')
    .map(printable)
    .join(' · ');
}

/** Where the evidence of harm stands on its way to the halt line, whole percent of the logarithm. */
function evidencePercent({ logE, haltLogE }: ExperimentSummary): number {
  return haltLogE > 0 ? Math.max(0, Math.round((100 * logE) / haltLogE)) : 0;
}

function stageName(view: ExperimentView): string {
  if (view.population === 'tester') return 'testers only';
  return `stage ${stageOf(view) + 1}/${view.stageCount} at ${percent(view.trafficPpm)}`;
}

function stageOf({ state }: ExperimentSummary): number {
  return state.name === 'running' || state.name === 'paused' ? state.stage : 0;
}

export function eventLine(event: TimelineEvent): string {
  return `${localTime(event.at)}  ${printable(event.text)}`;
}

/** Colours a text where there are colours. */
type Paint = (style: 'bold' | 'green' | 'red' | 'yellow', text: string) => string;

const verdictStyles = { passed: 'green', failed: 'red', inconclusive: 'yellow', none: 'bold' } as const;

/** What came of an experiment, for a person. */
export function summaryLines(view: ExperimentView, paint: Paint): string[] {
  return [
    paint(
      verdictStyles[view.verdict ?? 'none'],
      printable(`${view.scenario}: ${view.verdict ?? withoutVerdict(view)}`),
    ),
    ...facts([
      ['Experiment', `${view.id} on ${view.path}`],
      ['State', stateText(view.state)],
      ['Reason', view.reason || '-'],
      ['Injections', String(view.injections)],
      ...(view.population === 'live' ? [['Users', usersText(view)] as const] : []),
      ...(view.halt ? [['Halt', haltText(view.halt)] as const] : []),
      ...(view.endedAt ? [['Stopped', stoppedText(view)] as const] : []),
    ]),
    ...(view.evidence.stages.length > 0 ? ['', ...stageTable(view)] : []),
    ...(view.evidence.kpis.length > 1 ? ['', ...kpiTable(view)] : []),
    ...breakerLines(view),
    ...killLines(view),
  ];
}

/** Each user once; the table of the stages counts who comes back in each. */
function usersText({ exposedUnits: { treatment, control }, sampledOneIn, evidence }: ExperimentView): string {
  const about = sampledOneIn === undefined ? '' : 'about ';
  const each = evidence.stages.length > 1 ? ', each counted once; below, in each stage they came in' : '';
  return `${about}${treatment} in treatment, ${control} in control${each}`;
}

/** Stages in which a breaker stayed open: what the table above shows of them proves less than it seems. */
function breakerLines({ evidence }: ExperimentView): string[] {
  return evidence.stages.flatMap(({ stage, breakers }) =>
    breakers.map(({ text }) => printable(`stage ${stage + 1}: ${text}`)),
  );
}

/** The kills of its stages: how the group came back, and users after it beside as long before it. */
function killLines({ evidence: { kills = [] } }: ExperimentView): string[] {
  if (kills.length === 0) return [];
  return [
    '',
    ...kills.map(({ stage, state, text }) =>
      printable(`kill in stage ${stage + 1}, ${state.replace('_', ' ')}: ${text}`),
    ),
    ...table(
      ['users that', 'stage', 'before the kill', 'after', 'E', 'halts at'],
      kills.flatMap(({ stage, kpis }) =>
        kpis.map(({ words, before, after, logE, haltLogE }) => [
          ...[printable(words), stage + 1, before, after, evidence(logE), evidence(haltLogE)],
        ]),
      ),
    ),
  ];
}

function withoutVerdict({ population }: ExperimentView): string {
  return population === 'tester' ? 'no verdict, for testers only' : 'no verdict yet';
}

function stageTable(view: ExperimentView): string[] {
  return table(
    ['stage', 'traffic', 'users in treatment', 'in control', 'failed in treatment', 'in control'],
    view.evidence.stages.map((stage) => [
      stage.stage + 1,
      percent(stage.trafficPpm),
      stage.exposedUnits.treatment,
      stage.exposedUnits.control,
      stage.failing.treatment,
      stage.failing.control,
    ]),
  );
}

function kpiTable({ evidence: { kpis } }: ExperimentView): string[] {
  return table(
    ['users that', 'in treatment', 'in control', 'E', 'halts at'],
    kpis.map(({ kpi, words, failing, logE, haltLogE }) => [
      printable(words ?? kpiWords(kpi)),
      failing.treatment,
      failing.control,
      evidence(logE),
      evidence(haltLogE),
    ]),
  );
}

/** An end is not yet a stop: that is said only when every agent has attested it. */
function stoppedText({ stoppedAt }: ExperimentView): string {
  if (stoppedAt === null)
    return 'not yet known: it takes some seconds until every agent has attested that it holds nothing of it';
  return `${localTime(stoppedAt)}: every agent attested that it holds nothing of it, or is gone for longer than its lease`;
}

/** How far a halt has been confirmed; agents that did not answer are named and never called stopped. */
export function haltText({ agents, ms, recorded }: HaltReport): string {
  const unknown = agents.unknown.length > 0 ? `; unknown: ${agents.unknown.join(', ')}` : '';
  const unrecorded = recorded ? '' : '; in force, not yet recorded: the database is away';
  const confirmed =
    agents.connected === 0 && agents.unknown.length === 0
      ? 'no agent is connected, so none could confirm'
      : `${agents.confirmed}/${agents.connected} agents confirmed in ${ms} ms`;
  return `${confirmed}${unknown}${unrecorded}`;
}

/** Time of day on the person's own clock. */
export function localTime(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB');
}

/** Day and time of day on the person's own clock: what is planned is seldom for today. */
export function localMoment(at: string): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

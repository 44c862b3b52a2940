import {
  type GameDayEvent,
  type GameDayPlan,
  type GameDayStepView,
  type GameDayView,
  gameDayStepKinds,
} from '@hormesis/contract/game-day.ts';
import type { GameDayReport } from '@hormesis/contract/report.ts';
import type { TargetOutcome } from '@hormesis/contract/terminations.ts';
import { experimentSections, factsOf } from './experiment-markdown.ts';
import { verdictLines } from './experiment-sections.ts';
import { counted, duration, moment, share, timeOfDay } from './figures.ts';
import { blocks, code, facts, table, text } from './markdown.ts';
import { findingTable, noteTable, type TimelineLine, timelineTable } from './shared-sections.ts';

/** The report of a game day as Markdown: what was tried, what held, what broke and who mends it. */
export function gameDayMarkdown(report: GameDayReport): string {
  const { gameDay, experiments, refused, madeAt } = report;
  const ofDay = notesOf(gameDay.timeline, null);
  const lines = blocks(
    [`# Game day: ${text(gameDay.name)}`],
    [`> ${text(gameDay.goal)}`],
    facts(dayFacts(gameDay)),
    [outcomeLine(gameDay)],
    ['## Steps'],
    stepTable(gameDay),
    ['## Findings'],
    findingTable(experiments.flatMap(({ findings }) => findings)),
    ...gameDay.steps.flatMap((step, place) => stepSection(report, step, place)),
    ...(ofDay.length > 0 ? [['## Notes of the day'], noteTable(ofDay)] : []),
    ['## Refused beside the day'],
    refusedTable(refused),
    ['## Timeline'],
    timelineTable(timelineOf(report)),
    [`Made by Hormesis at ${moment(madeAt)} UTC.`],
  );
  return `${lines.join('\n')}\n`;
}

function dayFacts({ id, path, lead, plan, timeline, state, haltedExperiments, failingUsers }: GameDayView) {
  const started = timeline.find(({ kind }) => kind === 'started');
  const ended = state.name === 'ended' ? state.at : null;
  const took = started && ended ? `, took ${duration(Date.parse(ended) - Date.parse(started.at))}` : '';
  const { roles } = plan;
  return [
    ['Game day', `${code(id)} on ${code(path)}`],
    ['Lead', `${text(roles.lead)}${lead === roles.lead ? '' : `, then ${text(lead)}`}`],
    ['Operators', roles.operators.map(text).join(', ')],
    ['Observers', roles.observers.map(text).join(', ')],
    ['On', started ? `${moment(started.at)} UTC${took}` : 'not started'],
    ['Limits', limitWords(plan)],
    ['Abort conditions', abortWords(plan)],
    [
      'Came to',
      `${counted(haltedExperiments, 'experiment')} halted, ${counted(failingUsers, 'user')} failed in treatment`,
    ],
  ] as const;
}

function limitWords({ limits: { maxTreatmentPpm, regions, maxMinutes, endsAt } }: GameDayPlan): string {
  return [
    `${share(maxTreatmentPpm)} of live traffic`,
    ...(regions ? [`regions ${regions.map(code).join(', ')}`] : []),
    `${maxMinutes} min`,
    ...(endsAt ? [`until ${moment(new Date(endsAt).toISOString())} UTC`] : []),
  ].join('; ');
}

function abortWords({ abort: { haltedExperiments, failingUsers } }: GameDayPlan): string {
  const parts = [
    ...(haltedExperiments === undefined ? [] : [`${counted(haltedExperiments, 'experiment')} halted`]),
    ...(failingUsers === undefined ? [] : [`${counted(failingUsers, 'user')} failing`]),
  ];
  return parts.join('; ') || 'its time alone';
}

function outcomeLine({ state }: GameDayView): string {
  if (state.name !== 'ended') return `**The day is ${state.name === 'running' ? 'still on' : 'not started'}.**`;
  const why = state.reason ? `: ${text(state.reason)}` : '';
  return state.outcome === 'completed'
    ? '**Completed: all steps are over.**'
    : `**Aborted by ${text(state.by)}${why}.**`;
}

function stepTable({ steps }: GameDayView): string[] {
  return table(
    [
      ...[{ head: '', right: true }, { head: 'Step' }, { head: 'Kind' }, { head: 'Began, UTC' }, { head: 'Took' }],
      ...[{ head: 'How it ended' }, { head: 'Verdict' }],
    ],
    steps.map((each, place) => [
      ...[
        String(place + 1),
        text(each.title),
        gameDayStepKinds[each.step.kind],
        each.beganAt ? timeOfDay(each.beganAt) : '',
        took(each),
      ],
      ...[endWords(each), each.experiment?.verdict ?? ''],
    ]),
  );
}

function took({ beganAt, state }: GameDayStepView): string {
  return beganAt && 'at' in state ? duration(Date.parse(state.at) - Date.parse(beganAt)) : '';
}

function endWords({ state }: GameDayStepView): string {
  switch (state.name) {
    case 'waiting':
      return 'not begun';
    case 'running':
      return 'goes on';
    case 'done':
      return state.by === 'hormesis' ? 'done' : `done, said ${text(state.by)}`;
    case 'skipped':
    case 'halted':
      return `${state.name} by ${text(state.by)}${state.reason ? `: ${text(state.reason)}` : ''}`;
  }
}

/** What a step came to; one that never began has nothing to say but its notes. */
function stepSection(
  { gameDay, experiments }: GameDayReport,
  step: GameDayStepView,
  place: number,
): (readonly string[])[] {
  const notes = notesOf(gameDay.timeline, place);
  const experiment = experiments.find((each) => each.step === place)?.experiment;
  if (step.beganAt === null && notes.length === 0) return [];
  return [
    [`## Step ${place + 1}: ${text(step.title)}`],
    asked(step),
    ...(experiment
      ? [facts(factsOf(experiment)), verdictLines(experiment), ...experimentSections(experiment, '####')]
      : []),
    ...(step.termination ? [killTable(step.termination)] : []),
    ...(notes.length > 0 ? [['#### Notes'], noteTable(notes)] : []),
  ];
}

function asked({ step }: GameDayStepView): string[] {
  if (step.kind === 'manual') return [text(step.instructions)];
  return step.kind === 'hold' ? [`Discussed for up to ${step.minutes} min: ${text(step.question)}`] : [];
}

function killTable({ targets, leashed }: NonNullable<GameDayStepView['termination']>): string[] {
  return table(
    [{ head: leashed ? 'Member (dry run)' : 'Member' }, { head: 'Zone' }, { head: 'What became of it' }],
    targets.map(({ name, zone, outcome }) => [code(name), zone ? code(zone) : '', outcomeWords(outcome)]),
  );
}

function outcomeWords(outcome: TargetOutcome): string {
  const words = outcome.kind.replaceAll('_', ' ');
  if ('reason' in outcome) return `${words}: ${text(outcome.reason)}`;
  return 'words' in outcome ? `${words}: ${text(outcome.words)}` : words;
}

function refusedTable(refused: GameDayReport['refused']): string[] {
  if (refused.length === 0) return ['Nobody tried to run anything else.'];
  return table(
    [{ head: 'UTC' }, { head: 'Who' }, { head: 'Wanted' }, { head: 'Refused because' }],
    refused.map(({ at, actor, target, message }) => [moment(at), text(actor), code(target), text(message)]),
  );
}

function notesOf(timeline: readonly GameDayEvent[], step: number | null): GameDayEvent[] {
  return timeline.filter((event) => event.step === step && (event.kind === 'note' || event.kind === 'observation'));
}

/** The timelines of the day and of its experiments as one. Each keeps its own order; where they say the same moment, the day comes first. */
export function timelineOf({ gameDay, experiments }: GameDayReport): TimelineLine[] {
  const lines = [
    ...gameDay.timeline.map(({ at, actor, text: what }) => ({ at, actor, text: what, of: '' })),
    ...experiments.flatMap(({ experiment }) =>
      [...experiment.timeline]
        .sort((a, b) => a.id - b.id)
        .map(({ at, actor, text: what }) => ({ at, actor, text: what, of: experiment.id })),
    ),
  ];
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

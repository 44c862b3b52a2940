import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { byPerson, givenReason, haltSentence, verdictSentences } from '@hormesis/contract/experiment-words.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { type RampStep, rampSteps } from '@hormesis/contract/ramp-progress.ts';
import { count, duration, evidence as evidenceOf, moment, share, timeOfDay, units } from './figures.ts';
import { blocks, code, table, text } from './markdown.ts';

/** What came of it, in bold, with why; and who stopped it. */
export function verdictLines(experiment: ExperimentView): string[] {
  const { verdict, reason, state, halt } = experiment;
  const by = state.name === 'halted' && byPerson(state.reason);
  const sentence = verdict ? verdictSentences[verdict] : withoutVerdict(experiment);
  const why = reason && !by ? ` ${text(reason)}` : '';
  return blocks(
    [`**${sentence}**${why}`],
    state.name === 'halted' ? [haltLine(experiment, state, halt)] : [],
    stopped(experiment),
  );
}

function haltLine(
  { reason }: ExperimentView,
  state: Extract<ExperimentView['state'], { name: 'halted' }>,
  halt: ExperimentView['halt'],
): string {
  const given = byPerson(state.reason) ? givenReason(state.by, reason) : '';
  const who = byPerson(state.reason) ? ` by ${text(state.by)}${given && `: ${text(given)}`}` : '';
  const unknown =
    halt && halt.agents.unknown.length > 0 ? `; unknown: ${halt.agents.unknown.map(code).join(', ')}` : '';
  const confirmed = halt
    ? `; ${halt.agents.confirmed} of ${halt.agents.connected} agents confirmed within ${halt.ms} ms${unknown}`
    : '';
  return `${haltSentence(state.reason)}${who}${confirmed}.`;
}

function stopped({ population, endedAt, startedAt, stoppedAt }: ExperimentView): string[] {
  if (population !== 'live' || endedAt === null || startedAt === null) return [];
  return [
    stoppedAt
      ? `Every agent has attested that nothing is left of it: ${moment(stoppedAt)} UTC.`
      : 'Not every agent has attested yet that nothing is left of it.',
  ];
}

function withoutVerdict({ population, state }: ExperimentView): string {
  if (state.name === 'running' || state.name === 'paused') return 'No verdict yet: it has not ended.';
  return population === 'tester' ? 'No verdict: it was for testers only.' : 'No verdict: it never began.';
}

/** How far the ramp came, and what each stage had seen. */
export function rampTable(experiment: ExperimentView): string[] {
  const steps = rampSteps(experiment, Date.parse(experiment.endedAt ?? experiment.createdAt));
  const figure = (value: number | undefined) => (value === undefined ? '' : count(value));
  return table(
    [
      ...[{ head: 'Share' }, { head: 'Hold' }, { head: 'Users in treatment', right: true }],
      ...[
        { head: 'in control', right: true },
        { head: 'Failed in treatment', right: true },
      ],
      ...[{ head: 'in control', right: true }, { head: 'Injections', right: true }, { head: 'Outcome' }],
    ],
    steps.map((step, index) => {
      const seen = experiment.evidence.stages.find(({ stage }) => stage === index);
      return [
        ...[share(step.trafficPpm), duration(step.holdMs), figure(seen?.exposedUnits.treatment)],
        ...[figure(seen?.exposedUnits.control), figure(seen?.failing.treatment), figure(seen?.failing.control)],
        ...[figure(seen?.injections), outcome(step)],
      ];
    }),
  );
}

function outcome({ state }: RampStep): string {
  switch (state.name) {
    case 'done':
      return state.passedAt ? `passed ${timeOfDay(state.passedAt)}` : 'passed';
    case 'now':
      return state.paused ? 'paused' : 'running';
    case 'stopped':
      return 'stopped here';
    case 'coming':
      return 'not reached';
  }
}

/** What the evidence of harm came to, and which brakes tripped. */
export function evidenceLines({ evidence, guardrails }: ExperimentView): string[] {
  const tripped = evidence.brakes.filter((brake) => brake.tripped).map((brake) => text(brake.text));
  const brakes = tripped.length > 0 ? `Brakes that tripped: ${tripped.join('; ')}.` : 'No brake tripped.';
  const falsely = `It halts when any E reaches its line: at most a ${share(guardrails.alphaPpm)} chance of a false alarm over the whole run.`;
  return blocks(
    table(
      [
        ...[{ head: 'Users who …' }, { head: 'in treatment', right: true }, { head: 'in control', right: true }],
        ...[
          { head: 'E', right: true },
          { head: 'Halts at', right: true },
        ],
      ],
      evidence.kpis.map(({ kpi, words, failing, logE, haltLogE }) => [
        ...[text(words ?? kpiWords(kpi)), count(failing.treatment), count(failing.control)],
        ...[evidenceOf(logE), evidenceOf(haltLogE)],
      ]),
    ),
    [`${falsely} ${brakes}`],
    evidence.stages.flatMap(({ stage, breakers }) =>
      breakers.map((each) => `- Stage ${stage + 1}: ${text(each.text)}`),
    ),
  );
}

/** Who and what was touched, beside what was predicted. */
export function radiusTable({ blastRadius, evidence, prediction, injections }: ExperimentView): string[] {
  const last = Math.max(0, evidence.stages.length - 1);
  const stage = prediction?.stages[last];
  const predictedUnits = prediction?.advice[last]?.exposedUnits;
  const { treatment, control } = blastRadius.units;
  const recent = evidence.brakes.find(({ brake }) => brake === 'prediction')?.value;
  const listed = (names: readonly string[]) => names.map(code).join(', ') || 'none';
  const behind = prediction && prediction.downstream.length > 0 ? `; behind: ${listed(prediction.downstream)}` : '';
  return table(
    [{ head: 'Blast radius' }, { head: 'Predicted' }, { head: 'Observed' }],
    [
      [
        'Users in treatment',
        predictedUnits === undefined ? '' : `${count(predictedUnits)} within the last stage's hold`,
        `${units(treatment, evidence.sampledOneIn)}, and ${units(control, evidence.sampledOneIn)} in control`,
      ],
      [
        'Requests in treatment',
        '',
        `${count(blastRadius.requests.treatment)}, and ${count(blastRadius.requests.control)} in control`,
      ],
      [
        'Faults',
        stage ? `${count(stage.injectedRequestsPer10s)} requests in 10 s` : '',
        `${count(injections)} injections${recent === undefined ? '' : `; in the last 10 s in ${count(recent)} requests`}`,
      ],
      [
        'Services',
        prediction ? `${listed(prediction.services)}${behind}` : '',
        `${listed(blastRadius.services)} (${blastRadius.services.length} of ${blastRadius.servicesTotal})`,
      ],
      ['Call groups', prediction ? listed(prediction.callGroups) : '', listed(blastRadius.callGroups)],
      ['Regions and zones', prediction ? listed([...prediction.regions, ...prediction.zones]) : '', ''],
    ],
  );
}

/** Called → injected → absorbed → visible, a row for each call group that was failed. */
export function flowTable({ flows }: ExperimentView): string[] {
  const injected = flows.filter((flow) => flow.injected > 0);
  if (injected.length === 0) return ['No call was failed.'];
  return table(
    [
      ...[{ head: 'Call group' }, { head: 'Calls', right: true }, { head: 'Injected', right: true }],
      ...[{ head: 'Absorbed' }, { head: 'Visible', right: true }, { head: 'Breaker' }],
    ],
    injected.map((flow) => [
      ...[code(flow.callGroup), count(flow.calls), count(flow.injected), absorbed(flow.absorbed)],
      ...[count(flow.visible), breaker(flow)],
    ]),
  );
}

function absorbed(by: Readonly<Record<string, number>>): string {
  const parts = Object.entries(by).map(([what, times]) => `${count(times)} by ${text(what)}`);
  return parts.join(', ') || 'none';
}

function breaker({ opened, rejected, timedOut, skipped }: ExperimentView['flows'][number]): string {
  const parts = Object.entries({ opened, rejected, 'timed out': timedOut, 'faults skipped': skipped });
  return parts.flatMap(([what, times]) => (times > 0 ? `${what} ${count(times)} ×` : [])).join(', ');
}

import type { PerArm } from '@hormesis/contract/arm.ts';
import type { Evidence } from '@hormesis/contract/evidence.ts';
import type { ExperimentState, ExperimentSummary, ExperimentView } from '@hormesis/contract/experiment.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Queryable } from '../../platform/database.ts';
import { readArchived } from './archive-queries.ts';
import { type Counts, type Experiment, exposedUnitsOf, scenarioTerminations, withCounts } from './experiment.ts';
import type { ExperimentPorts } from './ports.ts';
import { widthPpm } from './sentences.ts';
import { readBlastRadius, readFlows, readPoints, readTelemetryAge, readTimeline } from './view-queries.ts';

const NO_EVIDENCE: Evidence = { kpis: [], brakes: [], splitLogE: 0, stages: [], excessPpm: null, injections: 0 };

/** An experiment as lists show it. */
export function summaryOf(experiment: Experiment): ExperimentSummary {
  const evidence = experiment.evidence ?? NO_EVIDENCE;
  const shares = sharesOf(experiment);
  const strongest = evidence.kpis.reduce(
    (most, kpi) => (kpi.logE - kpi.haltLogE > most.logE - most.haltLogE ? kpi : most),
    evidence.kpis[0] ?? lineOf(experiment),
  );
  return {
    id: experiment.id,
    scenario: experiment.scenario,
    scenarioVersion: experiment.scenarioVersion,
    path: experiment.path,
    title: experiment.plan.title,
    owner: experiment.plan.owner,
    population: experiment.population,
    state: stateOf(experiment),
    verdict: experiment.verdict,
    reason: experiment.reason,
    trafficPpm: shares.treatment,
    controlPpm: shares.control,
    stageCount: experiment.population === 'tester' ? 0 : experiment.plan.ramp.stages.length,
    startedBy: experiment.createdBy,
    approvedBy: experiment.approvedBy,
    repeat: experiment.repeats && { cron: experiment.repeats.cron, zone: experiment.repeats.zone },
    createdAt: experiment.createdAt.toISOString(),
    startedAt: experiment.startedAt?.toISOString() ?? null,
    endedAt: experiment.endedAt?.toISOString() ?? null,
    endsAt: experiment.endsAt?.toISOString() ?? null,
    exposedUnits: exposedUnitsOf(evidence),
    ...(evidence.sampledOneIn !== undefined && { sampledOneIn: evidence.sampledOneIn }),
    injections: evidence.injections,
    logE: strongest.logE,
    haltLogE: strongest.haltLogE,
  };
}

/** Everything about one experiment. After its end the counts go on for those that were in flight; the evidence stays as it was decided on. */
export async function viewOf(
  client: Queryable,
  ports: ExperimentPorts,
  clock: Clock,
  experiment: Experiment,
): Promise<ExperimentView> {
  const endMs = experiment.endedAt?.getTime() ?? clock.wallMs();
  const durationMs = Math.max(1_000, endMs - (experiment.startedAt ?? experiment.createdAt).getTime());
  const ended = experiment.endedAt !== null;
  const archived = ended ? await readArchived(client, experiment.id) : null;
  const [timeline, flows, blastRadius, points, telemetryAgeMs, latest] = await Promise.all([
    readTimeline(client, experiment.id),
    readFlows(client, experiment.id),
    readBlastRadius(client, experiment.id, experiment.sample.unitsBelow),
    archived ? archived.points : readPoints(client, experiment.id, durationMs, experiment.sample.unitsBelow),
    readTelemetryAge(client, experiment.plan.entryServices),
    !archived && (ended || !experiment.evidence) ? ports.observe(client, experiment) : null,
  ]);
  const evidence = evidenceOf(experiment.evidence, archived?.counts ?? latest?.evidence ?? null);
  return {
    ...summaryOf({ ...experiment, evidence }),
    hypothesis: experiment.plan.hypothesis,
    faults: experiment.plan.faults.map((fault) => ({ ...fault })),
    terminations: scenarioTerminations(experiment.plan).map(({ stage = 1, group, count, leashed }) => ({
      ...{ stage, group, count, leashed },
    })),
    ramp: experiment.plan.ramp,
    guardrails: experiment.plan.guardrails,
    evidence,
    gate: experiment.gate,
    flows,
    // The same figure as in the summary: counted at two moments they would differ while users arrive.
    blastRadius: {
      ...blastRadius,
      units: evidence.exposedUnits ?? estimated(archived?.units ?? blastRadius.units, experiment, evidence),
    },
    prediction: experiment.plan.prediction ?? null,
    points,
    timeline,
    halt: experiment.haltReport,
    telemetryAgeMs,
    stoppedAt: experiment.stoppedAt?.toISOString() ?? null,
  };
}

function evidenceOf(decidedOn: Evidence | null, latest: Counts | null): Evidence {
  if (!decidedOn) return { ...NO_EVIDENCE, ...latest };
  return latest ? withCounts(decidedOn, latest) : decidedOn;
}

/** Units of a sample, as all would be about. */
function estimated(units: PerArm, { sample }: Experiment, { sampledOneIn = 1 }: Evidence): PerArm {
  const oneIn = sample.unitsBelow === null ? 1 : sampledOneIn;
  return { treatment: units.treatment * oneIn, control: units.control * oneIn };
}

function stateOf(experiment: Experiment): ExperimentState {
  const { state, stage } = experiment;
  const at = (experiment.endedAt ?? experiment.createdAt).toISOString();
  switch (state.name) {
    case 'draft':
    case 'scheduled':
      return state;
    case 'running':
      return { name: 'running', stage, since: experiment.stageBeganAt.toISOString() };
    case 'paused':
      return { ...state, since: new Date(state.since).toISOString(), stage };
    case 'completed':
      return { name: 'completed', at };
    case 'halted':
    case 'cancelled':
      return { ...state, at };
  }
}

function sharesOf({ state, population, pool, rhoPpm }: Experiment): { treatment: number; control: number } {
  if (state.name !== 'running' || population === 'tester') return { treatment: 0, control: 0 };
  const width = widthPpm(pool);
  const treatment = Math.round((width * rhoPpm) / 1_000_000);
  return { treatment, control: width - treatment };
}

function lineOf({ plan }: Experiment) {
  return {
    kpi: 'failed',
    logE: 0,
    haltLogE: Math.log(
      (Math.max(1, plan.kpis.length) * (1 + (plan.terminations ?? []).length) * 1_000_000) / plan.guardrails.alphaPpm,
    ),
  };
}

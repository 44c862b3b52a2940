import type { KillEvidence } from '@hormesis/contract/evidence.ts';
import { marginPpmOf } from '@hormesis/contract/margin.ts';
import type { TargetOutcome, TerminationView } from '@hormesis/contract/terminations.ts';
import { haltLogEOf } from '../features/analysis/analyse.ts';
import {
  comparedMsOf,
  isOpenKill,
  type KillRecord,
  type KillSums,
  killEvidence,
  slotMsOf,
} from '../features/analysis/kill-harm.ts';
import type { Experiment, PlannedTermination } from '../features/experiments/experiment.ts';
import type { ExperimentPorts } from '../features/experiments/ports.ts';
import { listTerminationSteps, type TerminationStep } from '../features/experiments/termination-step-queries.ts';
import { readKillSums } from '../features/observations/kill-queries.ts';
import { firstRefusal } from '../features/terminations/gates.ts';
import type { Terminating } from '../features/terminations/ports.ts';
import { strike } from '../features/terminations/strike.ts';
import { eventsOf, findTermination } from '../features/terminations/termination-queries.ts';
import { terminationView } from '../features/terminations/views.ts';
import type { Queryable } from '../platform/database.ts';

const NOTHING: KillSums = { events: [], trials: [] };

/** Kills for a stage of an experiment: the way of every other kill, with all its gates. */
export async function terminateFor(
  on: Terminating,
  { experiment, by, step, recorded }: Parameters<ExperimentPorts['terminate']>[0],
): ReturnType<ExperimentPorts['terminate']> {
  const done = await strike(on, {
    ...{ group: step.group, by, leashed: step.leashed, amount: { kind: 'count', count: step.count } },
    ...{ oneAtATime: false, plan: null, experiment },
    recorded: (client, { id, leashed, targets }) =>
      recorded(client, { id, leashed, names: targets.map(({ name }) => name) }),
  });
  switch (done.kind) {
    case 'begun':
      return { kind: 'begun' };
    case 'refused': {
      const refusal = firstRefusal(done.gates);
      return { kind: 'refused', reason: `${refusal?.gate.replace('_', ' ')}: ${refusal?.reason}` };
    }
    case 'no_such_group': {
      const unseen = done.problems.length > 0 ? `; not looked at: ${done.problems.join('; ')}` : '';
      return { kind: 'refused', reason: `there is no group ${step.group}${unseen}` };
    }
  }
}

/** Every planned kill of an experiment as it stands at `nowMs`; what has ended stays as it was decided on. */
export async function observeKills(client: Queryable, experiment: Experiment, nowMs: number): Promise<KillEvidence[]> {
  const { plan, evidence } = experiment;
  const planned = plan.terminations ?? [];
  if (planned.length === 0) return [];
  const steps = await listTerminationSteps(client, experiment.id);
  const kills: KillEvidence[] = [];
  for (const kill of planned) {
    const known = evidence?.kills?.find(({ stage }) => stage === kill.stage);
    const isOver = known && !isOpenKill(known.state);
    const step = steps.find(({ stage }) => stage === kill.stage);
    kills.push(isOver ? known : await observeKill(client, experiment, kill, step, nowMs));
  }
  return kills;
}

async function observeKill(
  client: Queryable,
  { id, plan, stageBeganAt }: Experiment,
  kill: PlannedTermination,
  step: TerminationStep | undefined,
  nowMs: number,
): Promise<KillEvidence> {
  const record = await recordOf(client, step);
  const stage = plan.ramp.stages[kill.stage];
  return killEvidence({
    ...{ kill, record, nowMs, stageSinceMs: stageBeganAt.getTime(), kpis: plan.kpis, missing: plan.missing ?? [] },
    sums:
      record.kind === 'begun' && !record.leashed ? await sumsOf(client, id, plan.kpis, kill, record, nowMs) : NOTHING,
    haltLogE: haltLogEOf(plan, plan.kpis.length),
    marginPpm: stage ? marginPpmOf(stage) : 0,
    minExposedUnits: stage?.minExposedUnits ?? 1,
  });
}

function sumsOf(
  client: Queryable,
  id: string,
  kpis: readonly string[],
  kill: PlannedTermination,
  { atMs }: KillRecord & { kind: 'begun' },
  nowMs: number,
): Promise<KillSums> {
  const comparedMs = comparedMsOf(kill, atMs, nowMs);
  return readKillSums(client, { id, stage: kill.stage, killedAtMs: atMs, comparedMs, slotMs: slotMsOf(kill), kpis });
}

async function recordOf(client: Queryable, step: TerminationStep | undefined): Promise<KillRecord> {
  if (!step) return { kind: 'none' };
  if (step.termination === null) return { kind: 'refused', reason: step.refused ?? '' };
  const made = await findTermination(client, step.termination);
  if (!made) throw new Error(`termination ${step.termination} was recorded and is not there`);
  return recordOfView(terminationView(made, await eventsOf(client, [made.id])));
}

/**
 * Who is known to have died, and of whom nobody knows: of a request without an answer nothing can be claimed, neither that
 * somebody died nor that nobody did, until the group shows that all of them live on.
 */
export function recordOfView({ id, at, leashed, targets, recovery }: TerminationView): KillRecord {
  const atMs = Date.parse(at);
  const killedAtMs = targets.flatMap(({ outcome }) => (outcome.kind === 'killed' ? [Date.parse(outcome.at)] : []));
  const unknownAtMs = targets.flatMap(({ outcome }) => (outcome.kind === 'unknown' ? [Date.parse(outcome.at)] : []));
  const decided = targets.every(({ outcome }) => outcome.kind !== 'pending');
  // Recovery is counted from the last one that died or may have.
  const lateMs = Math.max(atMs, ...killedAtMs, ...unknownAtMs) - atMs;
  return {
    ...{ kind: 'begun', termination: id, atMs, leashed, died: decided ? killedAtMs.length : null },
    mayHaveDied: recovery.name === 'none' ? 0 : unknownAtMs.length,
    nobodyBecause: targets.map(({ name, outcome }) => `${name}: ${sparedText(outcome)}`).join('; '),
    healthyAfterMs: recovery.name === 'healthy' ? recovery.healthyAfterMs + lateMs : null,
    notRecovered: recovery.name === 'not_recovered' ? recovery.reason : null,
  };
}

function sparedText(outcome: TargetOutcome): string {
  switch (outcome.kind) {
    case 'failed':
      return `${outcome.code}: ${outcome.words}`;
    case 'refused':
    case 'not_tried':
    case 'unknown':
      return outcome.reason;
    case 'pending':
    case 'leashed':
    case 'killed':
    case 'already_ending':
    case 'vanished':
      return outcome.kind.replace('_', ' ');
  }
}

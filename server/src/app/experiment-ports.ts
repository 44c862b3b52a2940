import type { PerArm } from '@hormesis/contract/arm.ts';
import { marginPpmOf } from '@hormesis/contract/margin.ts';
import { WHOLE_PPM } from '@hormesis/contract/share.ts';
import { livingRole } from '../features/access/access-queries.ts';
import { analyse } from '../features/analysis/analyse.ts';
import { excessEtaMs } from '../features/analysis/excess.ts';
import type { Experiment } from '../features/experiments/experiment.ts';
import type { ExperimentPorts, Observation } from '../features/experiments/ports.ts';
import { blockingFindings } from '../features/findings/findings.ts';
import { connectedAgents, regionsLastSeen } from '../features/fleet/agents-queries.ts';
import { readDaysOn } from '../features/game-days/game-day-queries.ts';
import type { Halt } from '../features/halt/halt.ts';
import { readHold } from '../features/halt/halt-queries.ts';
import { readLimits } from '../features/limits/limits.ts';
import type { MetricQueries } from '../features/metric-queries/metric-queries.ts';
import { judgeMissing } from '../features/observations/missing-queries.ts';
import { requestsPerMinute } from '../features/observations/request-rate-queries.ts';
import { sampleFor } from '../features/observations/sample.ts';
import { readSums } from '../features/observations/sums-queries.ts';
import { defaultRampUpTo, plannedMinutesOf, timeoutMsOf } from '../features/ramp/default-ramp.ts';
import { evaluateRamp } from '../features/ramp/evaluate-ramp.ts';
import { growPool } from '../features/ramp/pool.ts';
import { promoteRamp } from '../features/ramp/promote-ramp.ts';
import { layoutOf } from '../features/ramp/rho.ts';
import type { Live } from '../features/rules/live.ts';
import type { Signer } from '../features/rules/signing.ts';
import { resolveFaults } from '../features/scenarios/resolve-faults.ts';
import { findPath, findScenario, listPaths } from '../features/scenarios/scenario-queries.ts';
import type { Terminating } from '../features/terminations/ports.ts';
import type { Queryable } from '../platform/database.ts';
import { observeKills, terminateFor } from './experiment-terminations.ts';
import { limitsOf } from './game-days.ts';
import { predictFor, proposeFor } from './predictions.ts';

/** What the experiments ask of the other features, answered by them. */
export function experimentPorts(
  halt: Halt,
  signer: Signer,
  live: Live,
  metricQueries: MetricQueries,
  terminations: Terminating,
): ExperimentPorts {
  return {
    scenarios: {
      async find(client, name) {
        const stored = await findScenario(client, name);
        return stored && { version: stored.version, scenario: stored.spec };
      },
      async path(client, name) {
        return (await findPath(client, name))?.spec ?? null;
      },
      async paths(client) {
        return (await listPaths(client)).map(({ spec }) => spec);
      },
      resolve: resolveFaults,
    },
    ramp: {
      defaultRamp: (path) => defaultRampUpTo(path && !path.approval ? path.maxTreatmentPpm : WHOLE_PPM),
      layoutOf,
      growPool,
      plannedMinutesOf,
      timeoutMsOf,
      evaluate: evaluateRamp,
      promote: promoteRamp,
    },
    predict: predictFor,
    proposeRamp: proposeFor,
    observe: (client, experiment) => observe(client, experiment, metricQueries),
    terminate: (wanted) => terminateFor(terminations, wanted),
    readHold,
    gameDaysOn: async (client) => (await readDaysOn(client)).map(limitsOf),
    connectedAgents,
    regionsLastSeen,
    roleNow: livingRole,
    readLimits,
    requestsPerMinute,
    openFindings: blockingFindings,
    isHalted: (experiment) => halt.isHalted(experiment),
    halt: (request) => halt.halt(request),
    testerToken(experiment, ttlSeconds) {
      const expirySeconds = Math.floor(live.databaseMs() / 1000) + ttlSeconds;
      return { text: signer.token(experiment, 'tester', expirySeconds), expiresAt: new Date(expirySeconds * 1000) };
    },
  };
}

/** Sums from the observations, evidence from the analysis. */
async function observe(client: Queryable, experiment: Experiment, metricQueries: MetricQueries): Promise<Observation> {
  const { plan, stage } = experiment;
  // Experiments that began before there were such KPIs have none.
  const missing = plan.missing ?? [];
  if (experiment.state.name === 'running')
    await judgeMissing(client, { id: experiment.id, missing, rhoPpm: plan.rhoPpm });
  const sums = await readSums(client, {
    id: experiment.id,
    path: experiment.path,
    stage,
    stageBeganAt: experiment.stageBeganAt,
    startedAt: experiment.startedAt ?? experiment.createdAt,
    watchedSince: experiment.watchedSince,
    plannedMinutes: plan.plannedMinutes,
    ramp: plan.ramp,
    rhoPpm: plan.rhoPpm,
    kpis: plan.kpis,
    missing,
    entryServices: plan.entryServices,
    // A fault by place passes calls by rightly: an instance without one says nothing.
    injected: plan.faults.flatMap(({ callGroup, where }) => (where ? [] : [callGroup])),
  });
  const stagePlan = plan.ramp.stages[stage];
  const queries = metricQueries.evidenceOf(experiment.id, plan.guardrails.queries ?? []);
  const kills = await observeKills(client, experiment, sums.nowMs);
  const evidence = analyse(plan, sums, queries, experiment.evidence?.splitLogE);
  return {
    evidence: kills.length > 0 ? { ...evidence, kills } : evidence,
    nowMs: sums.nowMs,
    silentInstances: sums.silentInstances,
    unitsPerSecond: unitsPerSecond(sums.last10s.active, stagePlan?.trafficPpm ?? 0),
    excessEtaMs: stagePlan ? excessEtaMs(sums, marginPpmOf(stagePlan)) : null,
    sample: sampleFor(sums.sample.inForce, sums.sample.exposures, sums.sample.events),
  };
}

/** Of the whole path: both arms are the share of it that the pool is. */
function unitsPerSecond({ treatment, control }: PerArm, trafficPpm: number): number {
  const { poolWidthPpm } = layoutOf(trafficPpm);
  return poolWidthPpm === 0 ? 0 : ((treatment + control) / 10) * (WHOLE_PPM / poolWidthPpm);
}

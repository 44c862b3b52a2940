import type { AccessRole } from '@hormesis/contract/access.ts';
import type { RingRange } from '@hormesis/contract/agent-link.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Evidence, Gate } from '@hormesis/contract/evidence.ts';
import type { HaltReason } from '@hormesis/contract/experiment.ts';
import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import type { Limits } from '@hormesis/contract/limits.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { Guardrails, RampPlan, StagePlan } from '@hormesis/contract/ramp.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Experiment, PlannedFault, PlannedTermination, Sample } from './experiment.ts';

/** What an experiment asks of the other features; `app/compose.ts` supplies it. */
export interface ExperimentPorts {
  readonly scenarios: {
    find(client: Queryable, name: string): Promise<{ version: number; scenario: Scenario } | null>;
    path(client: Queryable, name: string): Promise<CriticalPath | null>;
    /** All critical paths. */
    paths(client: Queryable): Promise<CriticalPath[]>;
    resolve(scenario: Scenario, path: CriticalPath): PlannedFault[];
  };
  readonly ramp: {
    /** The ramp of a scenario when neither it nor its path brings one; `path` may limit how far it goes. */
    defaultRamp(path: CriticalPath | null): RampPlan;
    layoutOf(trafficPpm: number): { rhoPpm: number; poolWidthPpm: number };
    growPool(
      current: readonly RingRange[],
      taken: readonly RingRange[],
      widthPpm: number,
      startPpm: number,
    ): { pool: RingRange[]; missingPpm: number };
    plannedMinutesOf(ramp: RampPlan): number;
    /** How long a stage may wait for its gate, milliseconds. */
    timeoutMsOf(stage: StagePlan): number;
    evaluate(experiment: Ramping, evidence: Evidence, nowMs: number): Decision;
    promote(experiment: Ramping, evidence: Evidence, nowMs: number): Promotion;
  };
  /** Who and what it will touch, from the traffic of the last hour. */
  predict(client: Queryable, planned: Planned): Promise<Prediction>;
  /** Stages for the volume of its path; null: too little traffic for any. */
  proposeRamp(client: Queryable, planned: Planned): Promise<RampPlan | null>;
  /** What was observed and what the statistics make of it. */
  observe(client: Queryable, experiment: Experiment): Promise<Observation>;
  /**
   * Kills for a stage, from the first gate to the record; what the platform does goes on after it. `recorded` is part of the
   * transaction that records it: when it throws, nobody dies.
   */
  terminate(wanted: {
    readonly experiment: string;
    readonly by: string;
    readonly step: PlannedTermination;
    recorded(
      client: Queryable,
      made: { readonly id: string; readonly leashed: boolean; readonly names: readonly string[] },
    ): Promise<void>;
  }): Promise<{ readonly kind: 'begun' } | { readonly kind: 'refused'; readonly reason: string }>;
  readHold(client: Queryable): Promise<HoldSwitch>;
  /** The game days that are on, as far as they limit what may run. Read in the transaction that starts or goes on. */
  gameDaysOn(client: Queryable): Promise<GameDayOn[]>;
  /**
   * Findings of `scenario` on any of `callGroups` that stand in the way of another run on live traffic: open ones, and
   * accepted ones whose time is over. Asked inside the transaction that starts or goes on, so a finding that is written
   * before is seen. Empty: nothing stands in the way.
   */
  openFindings(client: Queryable, scenario: string, callGroups: readonly string[]): Promise<OpenFinding[]>;
  connectedAgents(client: Queryable): Promise<ConnectedAgent[]>;
  /** Where agents of each service are, or were within the last day. */
  regionsLastSeen(client: Queryable): Promise<{ service: string; region: string | null }[]>;
  /** The highest role in which a person of this name may come in now; null: nobody of the name may. */
  roleNow(client: Queryable, name: string): Promise<AccessRole | null>;
  /** The limits that hold for everybody, and whether the windows are open. */
  readLimits(client: Queryable): Promise<LimitsNow>;
  /** Requests a minute at the entries of a path, at present; null when too little was observed to tell. */
  requestsPerMinute(client: Queryable, path: string): Promise<number | null>;
  /** True once it was halted through this replica, also while the database does not say so yet. */
  isHalted(experiment: string): boolean;
  halt(request: {
    experiments: readonly string[];
    actor: string;
    reason: HaltReason;
    detail: string;
    setHold: boolean;
  }): Promise<unknown>;
  testerToken(experiment: string, ttlSeconds: number): { text: string; expiresAt: Date };
}

/** An agent as far as limits ask about it. */
export interface ConnectedAgent {
  readonly service: string;
  readonly unsupported: readonly string[];
  readonly region: string | null;
  readonly zone: string | null;
  /** It told how others reach it: calls to it are known to go to its place. */
  readonly located: boolean;
}

/** The limits at one moment. */
export interface LimitsNow {
  readonly limits: Limits;
  /** The database's clock, milliseconds since 1970. */
  readonly nowMs: number;
  /** Why live traffic of `path` may not be failed at `atMs`, and when it may; null while it may. */
  closed(path: string, atMs: number): { readonly reason: string; readonly opensAtMs: number | null } | null;
}

/** Why a scenario may not run again on live traffic: what was found, and where a person reads more of it. */
export interface OpenFinding {
  /** As `hormesis findings` shows it. */
  readonly id: string;
  readonly callGroup: string;
  /** One line: what was found. */
  readonly title: string;
  /** The experiment that found it, or found it again. */
  readonly experiment: string;
}

/** A game day that is on: nothing but its present step runs on its path, and that within its limits. */
export interface GameDayOn {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** The experiment of its present step; null: no experiment is its step now. */
  readonly experiment: string | null;
  readonly maxTreatmentPpm: number;
  /** Where entries may be failed; null: everywhere. */
  readonly regions: readonly string[] | null;
  /** When it ends by itself, milliseconds since 1970. */
  readonly endsAtMs: number;
}

/** What a prediction is made for. */
export interface Planned {
  readonly path: CriticalPath;
  readonly faults: readonly PlannedFault[];
  readonly ramp: RampPlan;
  readonly guardrails: Guardrails;
  readonly kpis: readonly string[];
}

export interface Observation {
  readonly evidence: Evidence;
  /** The database's clock, milliseconds since 1970. */
  readonly nowMs: number;
  readonly silentInstances: readonly string[];
  readonly excessEtaMs: number | null;
  /** Different units on the path, over the last ten seconds; absent: nobody asked. */
  readonly unitsPerSecond?: number;
  /** Of which units agents are to tell from now on; it only falls. */
  readonly sample?: Sample;
}

/** A running experiment as the ramp sees it. */
export interface Ramping {
  readonly stages: readonly StagePlan[];
  readonly stage: number;
  readonly stageSinceMs: number;
  readonly silentInstances: readonly string[];
  readonly waitingForPool: { readonly experiment: string; readonly missingPpm: number } | null;
  /** False where only terminations are tried. */
  readonly injects: boolean;
  readonly load: { readonly minUnitsPerSecond: number; readonly unitsPerSecond: number } | null;
  readonly excessEtaMs: number | null;
}

export type Decision =
  | { readonly action: 'advance'; readonly toStage: number; readonly reason: string; readonly gate: Gate }
  | { readonly action: 'complete'; readonly verdict: 'passed'; readonly reason: string; readonly gate: Gate }
  | { readonly action: 'hold'; readonly reason: string; readonly gate: Gate }
  | { readonly action: 'terminate'; readonly reason: string; readonly gate: Gate }
  | { readonly action: 'halt'; readonly reason: HaltReason; readonly detail: string; readonly gate: Gate }
  | { readonly action: 'conclude'; readonly verdict: 'inconclusive'; readonly reason: string; readonly gate: Gate };

export type Promotion =
  | { readonly action: 'advance'; readonly toStage: number; readonly reason: string }
  | { readonly action: 'conclude'; readonly verdict: 'inconclusive'; readonly reason: string }
  | { readonly action: 'refuse'; readonly reason: string };

function demanded({ plan }: Experiment, { unitsPerSecond = 0 }: Observation): Ramping['load'] {
  const minUnitsPerSecond = plan.load?.minUnitsPerSecond;
  return minUnitsPerSecond === undefined ? null : { minUnitsPerSecond, unitsPerSecond };
}

/** The ramp's view of an experiment and what was observed of it. */
export function rampingOf(experiment: Experiment, observation: Observation): Ramping {
  return {
    stages: experiment.plan.ramp.stages,
    stage: experiment.stage,
    stageSinceMs: experiment.stageBeganAt.getTime(),
    silentInstances: observation.silentInstances,
    waitingForPool: experiment.waitingFor,
    injects: experiment.plan.faults.length > 0,
    load: demanded(experiment, observation),
    excessEtaMs: observation.excessEtaMs,
  };
}

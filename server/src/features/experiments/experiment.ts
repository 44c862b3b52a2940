import type { AccessRole } from '@hormesis/contract/access.ts';
import type { RingRange } from '@hormesis/contract/agent-link.ts';
import type { PerArm } from '@hormesis/contract/arm.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Evidence, Gate } from '@hormesis/contract/evidence.ts';
import type {
  CancelReason,
  HaltReason,
  Population,
  Repeat,
  StartBody,
  VerdictName,
} from '@hormesis/contract/experiment.ts';
import type { Fault } from '@hormesis/contract/fault.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import type { MissingKpi } from '@hormesis/contract/kpi.ts';
import type { LoadPlan } from '@hormesis/contract/load.ts';
import type { Where } from '@hormesis/contract/place.ts';
import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { Guardrails, RampPlan } from '@hormesis/contract/ramp.ts';
import type { ScenarioTermination } from '@hormesis/contract/scenario.ts';
import { randomId } from '../../platform/chance.ts';

export interface PlannedFault {
  readonly callGroup: string;
  readonly role: 'essential' | 'degradable' | null;
  /** Absent: wherever the call comes from and goes to. */
  readonly where?: Where | undefined;
  readonly fault: Fault;
}

/** Members of a group that die in a stage; `stage` is its index. */
export interface PlannedTermination {
  readonly stage: number;
  readonly group: string;
  readonly count: number;
  readonly leashed: boolean;
  readonly compareMs: number;
  readonly settleMs: number;
}

/** As the scenario says it, where the first stage is 1. */
export function scenarioTerminations({ terminations = [] }: Pick<Plan, 'terminations'>): ScenarioTermination[] {
  return terminations.map((each) => ({ ...each, stage: each.stage + 1 }));
}

/** Everything that is fixed when an experiment starts. */
export interface Plan {
  readonly title: string;
  readonly hypothesis: string;
  readonly owner: string;
  readonly faults: readonly PlannedFault[];
  readonly ramp: RampPlan;
  /** How much traffic it needs, and what it brings of it. */
  readonly load?: LoadPlan | undefined;
  readonly guardrails: Guardrails;
  /** J of the harm test. */
  readonly plannedMinutes: number;
  /** ρ of each stage, parts per million. */
  readonly rhoPpm: readonly number[];
  readonly kpis: readonly string[];
  /** How those of them that look for an event are judged. Plans from before there were any have none. */
  readonly missing?: readonly MissingKpi[];
  readonly entryServices: readonly string[];
  /** In the order of their stages; absent: none. */
  readonly terminations?: readonly PlannedTermination[];
  /** The blast radius as it was predicted. Testers have none, nor have experiments of older control planes. */
  readonly prediction?: Prediction;
}

/** Only units with a hash below are told and counted, in both arms; null: all. */
export interface Sample {
  readonly unitsBelow: string | null;
  readonly eventsBelow: string | null;
}

/** The part of the evidence that goes on being counted after an end. */
export type Counts = Pick<Evidence, 'stages' | 'exposedUnits' | 'injections' | 'sampledOneIn'>;

/** What was decided on, with the counts of later: after an end they go on for what was in flight. */
export function withCounts(decidedOn: Evidence, { stages, exposedUnits, injections, sampledOneIn }: Counts): Evidence {
  return {
    ...decidedOn,
    ...{ stages, injections },
    ...(exposedUnits !== undefined && { exposedUnits }),
    ...(sampledOneIn !== undefined && { sampledOneIn }),
  };
}

/** Units of each arm, each once. Evidence of an older control plane tells only those of each stage, and who came back is in several. */
export function exposedUnitsOf({ exposedUnits, stages }: Pick<Evidence, 'exposedUnits' | 'stages'>): PerArm {
  const sum = (arm: keyof PerArm) => stages.reduce((total, stage) => total + stage.exposedUnits[arm], 0);
  return exposedUnits ?? { treatment: sum('treatment'), control: sum('control') };
}

/** A new id. It fits into a context token. */
export function newExperimentId(): string {
  return `e${randomId(9)}`;
}

/** Where an experiment stands; each state carries its own data. */
export type State =
  | { readonly name: 'draft'; readonly startsAt: string | null; readonly reason: string }
  | { readonly name: 'scheduled'; readonly startsAt: string }
  | { readonly name: 'running' }
  | { readonly name: 'paused'; readonly since: string; readonly by: string; readonly reason: string }
  | { readonly name: 'completed' }
  | { readonly name: 'halted'; readonly by: string; readonly reason: HaltReason; readonly detail: string }
  | { readonly name: 'cancelled'; readonly by: string; readonly reason: CancelReason; readonly detail: string };

/** One run of a scenario. */
export interface Experiment {
  readonly id: string;
  readonly scenario: string;
  readonly scenarioVersion: number;
  readonly path: CriticalPath['name'];
  readonly population: Population;
  readonly plan: Plan;
  readonly state: State;
  readonly stage: number;
  readonly stageBeganAt: Date;
  readonly rhoPpm: number;
  readonly pool: readonly RingRange[];
  /** The experiment whose right of way keeps the pool too small, and what is missing. */
  readonly waitingFor: { readonly experiment: string; readonly missingPpm: number } | null;
  readonly verdict: VerdictName | null;
  readonly reason: string;
  readonly createdBy: string;
  /** The role of who made the plan, at that time. */
  readonly createdRole: AccessRole;
  /** The other person who approved the plan; null while nobody did, or nobody had to. */
  readonly approvedBy: string | null;
  /** When a plan for later is or was due; null for one that began at once. */
  readonly dueAt: Date | null;
  /** When it comes again, and what was asked for; null for a plan that is run once. */
  readonly repeats: (Repeat & { readonly body: StartBody }) | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** A tester-only experiment ends by itself. */
  readonly endsAt: Date | null;
  /** Since when the control loop has watched without a break; null before its first round. */
  readonly watchedSince: Date | null;
  readonly sample: Sample;
  readonly epoch: number;
  readonly revision: number;
  readonly evidence: Evidence | null;
  readonly gate: Gate | null;
  readonly haltReport: HaltReport | null;
  /** When all agents had attested that nothing is left of it. */
  readonly stoppedAt: Date | null;
}

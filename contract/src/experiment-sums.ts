import type { PerArm } from './arm.ts';
import type { Surroundings } from './surroundings.ts';

/** Units whose first event of a KPI in this experiment fell into this minute. A unit counts once per KPI, never again. */
export interface FailingUnits {
  readonly kpi: string;
  /** Whole minutes since the experiment started. */
  readonly minute: number;
  /** ρ of the stage of the unit's exposure, parts per million. */
  readonly rhoPpm: number;
  readonly treatment: number;
  readonly control: number;
}

/** Trials of one stage as another KPI than `failed` counts them: it learns the outcome at a time of its own. */
export interface KpiTrials {
  readonly kpi: string;
  readonly known: PerArm;
  readonly failing: PerArm;
}

/** Trials of one stage: a unit's first exposure in it. */
export interface StageSums {
  readonly stage: number;
  readonly trafficPpm: number;
  readonly rhoPpm: number;
  readonly exposed: PerArm;
  /** Exposures whose outcome was told. */
  readonly known: PerArm;
  /** Known exposures that failed. */
  readonly failing: PerArm;
  /** The same trials by the other KPIs that are guarded. */
  readonly otherKpis?: readonly KpiTrials[];
  /** Faults applied to calls in this stage. */
  readonly injections: number;
}

/** Units by the arm and the ρ of their very first exposure in the experiment. */
export interface FirstSeen {
  readonly rhoPpm: number;
  readonly treatment: number;
  readonly control: number;
}

/** The last ten seconds. */
export interface RecentSums {
  /** Units with a request in that time; where only requests are counted, requests (there are never fewer). */
  readonly active: PerArm;
  /** Units whose first `failed` event fell into that time. */
  readonly failing: PerArm;
}

/** Everything that was observed of one experiment, as sums, at one moment. Times are the database's, milliseconds. */
export interface ExperimentSums {
  readonly nowMs: number;
  readonly startedAtMs: number;
  /** J of the harm test: set when the experiment starts, never changed. */
  readonly plannedMinutes: number;
  /** Index of the present stage, and since when it runs. */
  readonly stage: number;
  readonly stageSinceMs: number;
  /** All KPIs that are guarded, also those without an event so far; `failed` is always one of them. */
  readonly kpis: readonly string[];
  readonly failing: readonly FailingUnits[];
  /** At most one entry per stage; stages without observations may be left out. */
  readonly stages: readonly StageSums[];
  readonly firstSeen: readonly FirstSeen[];
  /** Units with a request in each arm, in whatever stage, each counted once; absent: nobody counted them. */
  readonly units?: PerArm;
  readonly last10s: RecentSums;
  /** Milliseconds since an agent last reported on this experiment; null before the first report. */
  readonly telemetryAgeMs: number | null;
  /** The entry instance that has been silent for so long, when others still report; null: no single one. */
  readonly silentEntry: string | null;
  /** Instances whose treatment calls reached an injected call group in this stage and that show no injection in it. */
  readonly silentInstances: readonly string[];
  readonly surroundings: Surroundings;
  /** How much of what happened is in these sums; absent: all of it. */
  readonly sample?: SampleSums;
}

/** Of units seen and of events one in so many is counted, the same in both arms. */
export interface SampleSums {
  /** In `stages` and `firstSeen`. */
  readonly unitsOneIn: number;
  /** In `failing` and `last10s.failing`. */
  readonly eventsOneIn: number;
}

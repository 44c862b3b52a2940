import type { StagePlan } from '@hormesis/contract/ramp.ts';

/** What the ramp must know of a running experiment beside its evidence. */
export interface RampingExperiment {
  readonly stages: readonly StagePlan[];
  /** Index of the present stage, and since when its hold runs: a resumed stage begins its hold again. */
  readonly stage: number;
  readonly stageSinceMs: number;
  /** Instances that should inject and do not. */
  readonly silentInstances: readonly string[];
  /** Set while the pool is too small because an older experiment of the path has the right of way. */
  readonly waitingForPool: { readonly experiment: string; readonly missingPpm: number } | null;
  /** False where only terminations are tried: then no fault has to be seen. Absent: true. */
  readonly injects?: boolean;
  /** The rate that is demanded, and what there is; null or absent: none is. */
  readonly load?: { readonly minUnitsPerSecond: number; readonly unitsPerSecond: number } | null;
  /** Milliseconds until the excess reaches the stage's margin at the present rate; null when that can't be told. */
  readonly excessEtaMs: number | null;
}

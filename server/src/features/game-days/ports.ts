import type { AccessRole, Identity } from '@hormesis/contract/access.ts';
import type { ExperimentSummary, StartBody } from '@hormesis/contract/experiment.ts';
import type { GameDayStep } from '@hormesis/contract/game-day.ts';
import type { HaltReport, HoldSwitch } from '@hormesis/contract/halt.ts';
import type { RampPlan } from '@hormesis/contract/ramp.ts';
import type { TerminationView } from '@hormesis/contract/terminations.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Logger } from '../../platform/logging.ts';
import type { DaysOn } from './days-on.ts';
import type { SeenExperiment } from './judge.ts';

/** What a game day asks of the other features; `app/game-days.ts` supplies it. */
export interface GameDayPorts {
  readonly experiments: {
    newId(): string;
    /**
     * Begins an experiment in a transaction that holds the ruleset revision; all limits are asked.
     * @throws ApiError with all that refuses it.
     */
    start(client: Queryable, id: string, body: StartBody, by: Identity): Promise<void>;
    /** Those of these ids that there are. */
    summaries(client: Queryable, ids: readonly string[]): Promise<ExperimentSummary[]>;
    /** How those of these ids stand, as far as their day is concerned. */
    seen(client: Queryable, ids: readonly string[]): Promise<SeenExperiment[]>;
    /** Ids of the experiments that run or are paused on these paths. */
    aliveOn(client: Queryable, paths: readonly string[]): Promise<string[]>;
    /** Ids of those that ran or were paused on this path when they were read last; asks nobody. */
    lastSeenOn(path: string): string[];
  };
  readonly scenarios: {
    /** The names of a path and of those that share an entry with it; empty when there is no such path. */
    pathsNear(client: Queryable, name: string): Promise<string[]>;
    /** The path of a scenario, and the ramp it would take; null when there is no such scenario. */
    rampOf(client: Queryable, scenario: string): Promise<{ readonly path: string; readonly ramp: RampPlan } | null>;
  };
  readonly terminations: {
    /**
     * Kills as the step says; `recorded` runs in the transaction that records it, before anybody dies, and undoes it when it throws.
     * @throws ApiError with all gates that refuse.
     */
    strike(
      step: Extract<GameDayStep, { kind: 'termination' }>,
      by: string,
      day: string,
      recorded: (client: Queryable, termination: string) => Promise<void>,
    ): Promise<void>;
    /** Null when there is none of this id. */
    view(client: Queryable, id: string): Promise<TerminationView | null>;
  };
  /** The highest role in which a person of this name may come in now; null: nobody of the name may. */
  roleNow(client: Queryable, name: string): Promise<AccessRole | null>;
  readHold(client: Queryable): Promise<HoldSwitch>;
  /** Halts experiments; answers when their agents have confirmed, or after two seconds. */
  halt(request: { experiments: readonly string[]; actor: string; detail: string }): Promise<HaltReport>;
}

/** What all of this feature stands on. */
export interface GameDays {
  readonly database: Database;
  readonly ports: GameDayPorts;
  readonly log: Logger;
  /** The days that are on as far as this process has read: stopping one must not wait for the database. */
  readonly daysOn: DaysOn;
}

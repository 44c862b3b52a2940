import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import type { Chance } from '../../platform/chance.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Outage } from './gates.ts';
import type { Lookout } from './lookout.ts';
import type { Termination } from './termination.ts';

/** Is told of a kill after it was recorded and before it happens; when it fails, nobody dies. */
export interface Tracker {
  readonly name: string;
  track(termination: Termination): Promise<void>;
}

/** What terminations stand on, and what they ask of the other features. */
export interface Terminating {
  readonly database: Database;
  readonly log: Logger;
  /** Random name of this process. */
  readonly boot: string;
  readonly lookout: Lookout;
  readonly chance: Chance;
  readonly trackers: readonly Tracker[];
  /** The time that counts, milliseconds since 1970: the database's, which all replicas share. */
  nowMs(client: Queryable): Promise<number>;
  readHold(client: Queryable): Promise<HoldSwitch>;
  /** Why game days spare everybody of a kill, or null: one is on that it is no step of, or its own step was halted. */
  sparedByGameDay(
    client: Queryable,
    kill: {
      readonly gameDay: string | null;
      readonly termination: string | null;
      /** It belongs to the day whose step this experiment is. */
      readonly experiment: string | null;
      /** Where those are that may die. */
      readonly regions: readonly string[];
    },
  ): Promise<string | null>;
  /** False once an experiment ended or pauses: nobody dies for it any more. */
  experimentRuns(client: Queryable, experiment: string): Promise<boolean>;
  /** Whether an outage is going on. It may throw: that is one. */
  outage(): Promise<Outage>;
  /** Waits, milliseconds; keeps no process alive. */
  pause(ms: number): Promise<void>;
}

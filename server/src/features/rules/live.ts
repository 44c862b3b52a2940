import { LEASE_MS } from '@hormesis/contract/agent-link.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { type LiveExperiment, type LiveRows, readLive } from './live-queries.ts';

const NOTHING: LiveRows = { revision: 0, databaseMs: 0, experiments: [], paths: [] };

/** This replica's picture of what runs, read from the database once a second and whenever something changed. */
export class Live {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #rows: LiveRows = NOTHING;
  /** Monotonic time before the read began: what has passed since is never underestimated. */
  #readAtMs = 0;
  #readAtWallMs = 0;
  #reading: Promise<void> | null = null;
  #again = false;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  get rows(): LiveRows {
    return this.#rows;
  }

  /** The database's clock, carried on by this process's own, milliseconds since 1970. */
  databaseMs(): number {
    return this.#rows.databaseMs + (this.#clock.monotonicMs() - this.#readAtMs);
  }

  /**
   * How long an agent may go on with `experiment` after the report that is being answered, milliseconds: never longer
   * than its control loop is claimed. A replica that was paused or cut off sees this run out like everybody else.
   */
  leaseMs(experiment: LiveExperiment): number {
    const leftMs = experiment.claimedUntilMs - this.#rows.databaseMs - this.#longestSinceReadMs();
    return Math.max(0, Math.min(LEASE_MS, Math.floor(leftMs)));
  }

  // The larger of both clocks, as agents do: the monotonic one stands still while a machine sleeps.
  #longestSinceReadMs(): number {
    return Math.max(this.#clock.monotonicMs() - this.#readAtMs, this.#clock.wallMs() - this.#readAtWallMs);
  }

  /** Calls `listener` after each read that found another revision. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Reads again; calls during a read are joined into one read after it. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readUntilQuiet().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readUntilQuiet(): Promise<void> {
    do {
      this.#again = false;
      const beganMs = this.#clock.monotonicMs();
      const beganWallMs = this.#clock.wallMs();
      const rows = await readLive(this.#database);
      if (rows.revision < this.#rows.revision) continue;
      const changed = rows.revision !== this.#rows.revision;
      this.#rows = rows;
      this.#readAtMs = beganMs;
      this.#readAtWallMs = beganWallMs;
      if (changed) for (const listener of this.#listeners) listener();
    } while (this.#again);
  }
}

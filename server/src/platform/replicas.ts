import { type Database, within } from './database.ts';

/** A control plane process on the same database. */
export interface Replica {
  readonly boot: string;
  /** Agents linked to it when it last told. */
  readonly links: number;
}

/**
 * A replica that has not told of itself for so long gives no leases any more, milliseconds: it tells before each look at
 * the claims, and a claim lasts five seconds.
 */
const GONE_AFTER_MS = 6_000;
const BEAT_WITHIN_MS = 3_000;

/** Who shares the database: each replica tells of itself, and reads of the others, about once a second. */
export class Replicas {
  readonly #database: Database;
  readonly #boot: string;
  #others: readonly Replica[] = [];

  constructor(database: Database, boot: string) {
    this.#database = database;
    this.#boot = boot;
  }

  /** Tells of this process and reads who else is alive. Nothing is read of claims unless this came through before. */
  async beat(links: number): Promise<void> {
    const told = this.#database.query(
      `insert into hormesis.replicas (boot, links) values ($1, $2)
       on conflict (boot) do update set seen_at = clock_timestamp(), links = excluded.links`,
      [this.#boot, links],
    );
    await within(BEAT_WITHIN_MS, told);
    await this.read();
  }

  /** Reads who else is alive at this moment. */
  async read(): Promise<readonly Replica[]> {
    const asked = this.#database.query<{ boot: string; links: number }>(
      `select boot, links from hormesis.replicas
        where boot <> $1 and seen_at > clock_timestamp() - $2 * interval '1 millisecond' order by boot`,
      [this.#boot, GONE_AFTER_MS],
    );
    this.#others = (await within(BEAT_WITHIN_MS, asked)).rows;
    return this.#others;
  }

  /** The others, as of the last time this process could read them. */
  get others(): readonly Replica[] {
    return this.#others;
  }

  /** This process gives no leases any more: nobody has to wait for its word. */
  async leave(): Promise<void> {
    await this.#database.query('delete from hormesis.replicas where boot = $1', [this.#boot]);
  }

  /** Removes what dead processes left behind. */
  async prune(): Promise<void> {
    await this.#database.query(`delete from hormesis.replicas where seen_at < clock_timestamp() - interval '1 minute'`);
  }
}

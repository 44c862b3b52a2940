import { type Database, isBadValue } from '../../platform/database.ts';
import { ingest, type Reported } from './ingest.ts';

interface Waiting extends Reported {
  resolve(counted: boolean): void;
  reject(error: unknown): void;
}

/** Reports wait this long for company, milliseconds; and so many share a transaction. */
const GATHER_MS = 50;
const MOST_TOGETHER = 1_000;

/**
 * Gathers reports and writes them together: with a transaction each, a thousand agents would keep the database busy with
 * committing. A report is answered when its transaction has committed, so nothing acknowledged is lost.
 */
export class Intake {
  readonly #database: Database;
  readonly #overLimit: (caller: string) => void;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  /** `overLimit` hears of services with more call groups than are kept: these are counted under nothing. */
  constructor(database: Database, overLimit: (caller: string) => void = () => {}) {
    this.#database = database;
    this.#overLimit = overLimit;
  }

  /** Resolves once the report is in the database: true when it counted, false when it was a repeat. */
  take({ reporter, report }: Reported): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ reporter, report, resolve, reject });
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
    });
  }

  async #write(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    while (this.#waiting.length > 0) await this.#writeTogether(this.#next());
  }

  /** The next reports, at most one of each instance. */
  #next(): Waiting[] {
    const instances = new Set<string>();
    const next: Waiting[] = [];
    const later: Waiting[] = [];
    for (const each of this.#waiting) {
      if (next.length >= MOST_TOGETHER || instances.has(each.reporter.instance)) later.push(each);
      else {
        instances.add(each.reporter.instance);
        next.push(each);
      }
    }
    this.#waiting = later;
    return next;
  }

  async #writeTogether(together: readonly Waiting[]): Promise<void> {
    try {
      const counted = await ingest(this.#database, together, this.#overLimit);
      together.forEach((each, index) => void each.resolve(counted[index] ?? false));
    } catch (error) {
      // One report with an impossible value must not take the others with it.
      if (together.length > 1 && isBadValue(error)) for (const each of together) await this.#writeTogether([each]);
      else for (const each of together) each.reject(error);
    }
  }
}

import { type Database, isBadValue } from '../../platform/database.ts';
import { Ingest, type IngestPorts, type Reported } from './ingest.ts';
import { nextBatch } from './next-batch.ts';

interface Waiting extends Reported {
  resolve(counted: boolean): void;
  reject(error: unknown): void;
}

/** Reports wait this long for company, milliseconds. */
const GATHER_MS = 50;
/** Where so many wait, a batch begins only so long after the last one did: each writes rows that a later one writes again. */
const MANY = 100;
const MANY_EVERY_MS = 125;

/**
 * Gathers reports and writes them together: with a transaction each, a thousand agents would keep the database busy with
 * committing. A report is answered when its transaction has committed, so nothing acknowledged is lost.
 */
export class Intake {
  readonly #ingest: Ingest;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  /** How many waited when the last batch began, and when that was. */
  #lastWaiting = 0;
  #beganMs = 0;
  readonly #monotonicMs: () => number;

  constructor(database: Database, ports: Partial<Omit<IngestPorts, 'database'>> = {}) {
    this.#monotonicMs = ports.monotonicMs ?? (() => 0);
    this.#ingest = new Ingest({
      monotonicMs: this.#monotonicMs,
      overLimit: () => {},
      harmTold: () => {},
      dropped: () => {},
      fails: () => null,
      ...ports,
      database,
    });
  }

  /** Resolves once the report is in the database: true when it counted, false when it was a repeat. */
  take({ reporter, report }: Reported): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ reporter, report, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** A frame of this instance could not be read: counted for it with the next reports. */
  refused(instance: string): void {
    this.#ingest.refused(instance);
  }

  /** Writes what may wait; for the end of the process. */
  async flush(): Promise<void> {
    await this.#writing;
    await this.#ingest.flush();
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        await new Promise((resolve) => setTimeout(resolve, this.#gatherMs()));
        this.#beganMs = this.#monotonicMs();
        const { now: together, later } = nextBatch(this.#waiting);
        this.#waiting = [...later];
        this.#lastWaiting = together.length + later.length;
        await this.#writeTogether(together);
      }
    } finally {
      // In the same moment as the last look: what comes after it begins anew.
      this.#writing = null;
    }
  }

  #gatherMs(): number {
    if (this.#lastWaiting < MANY) return GATHER_MS;
    return Math.max(0, MANY_EVERY_MS - (this.#monotonicMs() - this.#beganMs));
  }

  async #writeTogether(together: readonly Waiting[]): Promise<void> {
    try {
      const counted = await this.#ingest.add(together);
      together.forEach((each, index) => void each.resolve(counted[index] ?? false));
    } catch (error) {
      // One report with an impossible value must not take the others with it.
      if (together.length > 1 && isBadValue(error)) await this.#writeApart(together);
      else for (const each of together) each.reject(error);
    }
  }

  /** Halves again and again: among thousands the bad one is found in a few dozen transactions. */
  async #writeApart(together: readonly Waiting[]): Promise<void> {
    const middle = Math.ceil(together.length / 2);
    await this.#writeTogether(together.slice(0, middle));
    await this.#writeTogether(together.slice(middle));
  }
}

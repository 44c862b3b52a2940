import { type Database, isBadValue } from '../../platform/database.ts';
import { Ingest, type IngestPorts, type Reported } from './ingest.ts';

interface Waiting extends Reported {
  resolve(counted: boolean): void;
  reject(error: unknown): void;
}

/** Reports wait this long for company, milliseconds. */
const GATHER_MS = 50;
/** Where so many come together, a longer wait saves writing the same rows again and again. No lease is shorter for it: it counts from the sending. */
const MANY = 100;
const GATHER_MANY_MS = 200;
const MOST_TOGETHER = 5_000;

/**
 * Gathers reports and writes them together: with a transaction each, a thousand agents would keep the database busy with
 * committing. A report is answered when its transaction has committed, so nothing acknowledged is lost.
 */
export class Intake {
  readonly #ingest: Ingest;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #lastTogether = 0;

  constructor(database: Database, ports: Partial<Omit<IngestPorts, 'database'>> = {}) {
    this.#ingest = new Ingest({
      monotonicMs: () => 0,
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
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
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
    while (this.#waiting.length > 0) {
      const gatherMs = this.#lastTogether >= MANY ? GATHER_MANY_MS : GATHER_MS;
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
      const together = this.#next();
      this.#lastTogether = together.length;
      await this.#writeTogether(together);
    }
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

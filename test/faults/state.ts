import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What is known of the seeds that ran before. */
export interface SeedResult {
  readonly seed: number;
  readonly passed: boolean;
  readonly tookMs: number;
}

/** A file that remembers which seeds ran, so that a long run goes on where it was ended. */
export class StateFile {
  readonly #file: string | null;
  readonly results: SeedResult[];

  /** Without a file nothing is remembered. */
  constructor(file: string | null) {
    this.#file = file;
    this.results = file === null ? [] : read(file);
  }

  has(seed: number): boolean {
    return this.results.some((each) => each.seed === seed);
  }

  add(result: SeedResult): void {
    this.results.push(result);
    if (this.#file === null) return;
    mkdirSync(path.dirname(path.resolve(this.#file)), { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify(this.results, null, 1)}\n`);
  }
}

function read(file: string): SeedResult[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SeedResult[];
  } catch {
    return [];
  }
}

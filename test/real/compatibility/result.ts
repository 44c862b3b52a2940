import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Walk } from './walk.ts';

/** What a run found, for `scripts/compatibility.ts` to make the page of. */
export interface Result {
  readonly versions: Readonly<Record<string, string>>;
  readonly walks: readonly Walk[];
}

export const RESULT_FILE = fileURLToPath(
  new URL('../../../node_modules/.cache/hormesis/compatibility.json', import.meta.url),
);

export function keepResult(result: Result): void {
  mkdirSync(path.dirname(RESULT_FILE), { recursive: true });
  writeFileSync(RESULT_FILE, JSON.stringify(result));
}

import { randomUUID } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { RUN_MARK, refuseLeftovers } from './leftovers.ts';
import { removeDeadRuns, startTestPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the run's PostgreSQL with the name of the template database. */
    templateDatabase: string;
  }
}

/** One real PostgreSQL for the whole run; test files clone its template with `freshDatabase()`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mark = randomUUID();
  process.env[RUN_MARK] = mark;
  await removeDeadRuns();
  const postgres = await startTestPostgres();
  project.provide('templateDatabase', postgres.templateUrl);
  return async () => {
    await postgres.stop();
    await refuseLeftovers(mark);
  };
}

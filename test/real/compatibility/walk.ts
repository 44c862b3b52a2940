import { until } from '../../harness/until.ts';
import { type Application, type Combination, dependencyName, startApplication } from './application.ts';
import { ask } from './ask.ts';
import { COLUMNS, type Column } from './cells.ts';
import type { Dependency } from './dependencies.ts';
import { type Timing, timings } from './timings.ts';
import { inTurns } from './turns.ts';

export interface Cell extends Combination {
  readonly server: string;
  readonly client: string;
  readonly fault: string;
  /** Null: passes. */
  readonly problem: string | null;
}

export interface Walk {
  readonly cells: readonly Cell[];
  readonly timings: readonly Timing[];
  /** What the agent counted otherwise than it should have. */
  readonly miscounted: readonly string[];
}

/** One process: each client in each server with each fault, then the callers' own timeouts, then what was counted. */
export async function walk(
  combination: Combination,
  agentFile: string,
  dependencies: ReadonlyMap<string, Dependency>,
): Promise<Walk> {
  const application = await startApplication(combination, agentFile, dependencies);
  try {
    const cells: Cell[] = [];
    for (const server of Object.keys(application.ports)) {
      const tried = await inTurns(application.clients, (client) =>
        Promise.all(
          COLUMNS.map(async (column): Promise<Cell> => {
            const problem = await tryCell(application, server, client, column, dependencies);
            return { ...combination, server, client, fault: column.name, problem };
          }),
        ),
      );
      cells.push(...tried.flat());
    }
    const miscounted = await recount(application, cells);
    return { cells, timings: await timings(combination, application, dependencies), miscounted };
  } finally {
    await application.stop();
  }
}

const protocolOf = (client: string) => (client === 'https' || client === 'http2' ? client : 'http');

async function tryCell(
  application: Application,
  server: string,
  client: string,
  column: Column,
  dependencies: ReadonlyMap<string, Dependency>,
): Promise<string | null> {
  const url = dependencies.get(column.name)?.url(protocolOf(client), '/stars') ?? '';
  const cell: Record<string, string> = { client, url };
  if (column.abortMs !== undefined) cell.abortMs = String(column.abortMs);
  try {
    const answer = await ask(server, application.ports[server] ?? 0, cell);
    if (answer.baggage !== 'a=1') return `the server read ${JSON.stringify(answer.baggage)}`;
    return column.judge(answer, application.member);
  } catch (error) {
    return `the server failed: ${error}`;
  }
}

/** Every call to a dependency was counted once, with its context; nothing was skipped and nothing is in flight. */
async function recount(application: Application, cells: readonly Cell[]): Promise<string[]> {
  let counts = await application.counts();
  const expected = cells.filter(({ fault }) => fault !== 'foreign host').length;
  const settled = async () => {
    counts = await application.counts();
    return counts.inFlight === 0 && counts.calls.length >= expected && counts.outcomes.length >= cells.length;
  };
  await until('the calls of the application ended', settled, 10_000).catch(() => {});
  const wrong: string[] = [];
  for (const { name, foreign } of COLUMNS) {
    const callGroup = `api>http:${dependencyName(name)}`;
    const calls = counts.calls.filter((call) => call.callGroup === callGroup && call.context !== null);
    const tried = foreign ? 0 : cells.filter(({ fault }) => fault === name).length;
    const failing = ['error', 'abort', 'timeout'].includes(name);
    if (calls.length !== tried) wrong.push(`${name}: ${calls.length} calls counted, ${tried} made`);
    if (calls.some(({ failed }) => failed !== failing))
      wrong.push(`${name}: some are counted as ${failing ? 'passed' : 'failed'}`);
  }
  if (counts.outcomes.filter((outcome) => outcome === 200).length !== cells.length) {
    wrong.push(`${cells.length} requests, outcomes ${JSON.stringify(tally(counts.outcomes))}`);
  }
  if (counts.reasons.length > 0) wrong.push(`reasons ${JSON.stringify(tally(counts.reasons))}`);
  if (counts.skipped > 0 || counts.inFlight > 0) wrong.push(`${counts.skipped} skipped, ${counts.inFlight} in flight`);
  return wrong;
}

function tally(values: readonly unknown[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const value of values) sums[String(value)] = (sums[String(value)] ?? 0) + 1;
  return sums;
}

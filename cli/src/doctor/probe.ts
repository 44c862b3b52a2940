import type { Client } from '../client.ts';

const TIMES = 5;

/** What `/readyz` said, and what its answers tell about the line and the clocks. */
export interface Probe {
  readonly ready: boolean;
  /** Why it is not ready; empty when it is, or does not say. */
  readonly reason: string;
  /** Half of the round trips were at most this long, milliseconds. */
  readonly latencyMs: number;
  /** The other clock less this one, milliseconds; null without a `Date` header. */
  readonly clockMs: number | null;
  /** How far `clockMs` may be off: the header has whole seconds, and the answer was under way for a while. */
  readonly clockErrorMs: number;
}

/** Asks a few times, one after the other. @throws CliError when nothing answers. */
export async function probe(client: Client): Promise<Probe> {
  const trips: number[] = [];
  for (let time = 1; time < TIMES; time += 1) trips.push((await trip(client)).tripMs);
  const { answer, tripMs, clockMs } = await trip(client);
  trips.push(tripMs);
  return {
    ready: answer.status === 200,
    reason: answer.reason,
    latencyMs: trips.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? tripMs,
    clockMs,
    clockErrorMs: 500 + tripMs / 2,
  };
}

async function trip(client: Client) {
  const sentAtMs = Date.now();
  const startedMs = performance.now();
  const answer = await client.readiness();
  const tripMs = performance.now() - startedMs;
  // The header was cut to whole seconds: on average the moment it was written lies half a second later.
  const clockMs = answer.dateMs === null ? null : answer.dateMs + 500 - (sentAtMs + tripMs / 2);
  return { answer, tripMs, clockMs };
}

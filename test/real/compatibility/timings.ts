import type { Application, Combination } from './application.ts';
import { ask } from './ask.ts';
import type { Dependency } from './dependencies.ts';
import { inTurns } from './turns.ts';

/** How a caller's own limit of `LIMIT_MS` fires: against a server that really hangs, and against an injected timeout. */
export interface Timing extends Combination {
  readonly client: string;
  readonly limit: 'own timeout' | 'AbortSignal';
  /** Medians, milliseconds. */
  readonly realMs: number;
  readonly injectedMs: number;
  /** What the library throws, when it is not the same for both. */
  readonly otherError: { readonly real: string; readonly injected: string } | null;
}

export const LIMIT_MS = 200;
const REPEATS = 3;

/** These have no timeout of their own; an AbortSignal is what their documentation names. */
const SIGNAL_ONLY: ReadonlySet<string> = new Set(['fetch', 'node-fetch']);

/** Real and injected take turns, so that whatever else the machine does hits both. */
export async function timings(
  combination: Combination,
  application: Application,
  dependencies: ReadonlyMap<string, Dependency>,
): Promise<Timing[]> {
  const measured = await inTurns(application.clients, async (client) => {
    const signal = await measure(application, client, 'AbortSignal', dependencies);
    if (SIGNAL_ONLY.has(client)) return [signal];
    return [await measure(application, client, 'own timeout', dependencies), signal];
  });
  return measured.flat().map((timing) => ({ ...combination, ...timing }));
}

async function measure(
  application: Application,
  client: string,
  limit: Timing['limit'],
  dependencies: ReadonlyMap<string, Dependency>,
): Promise<Omit<Timing, keyof Combination>> {
  const protocol = client === 'https' || client === 'http2' ? client : 'http';
  const fire = (column: string, path: string) =>
    ask('http', application.ports.http ?? 0, {
      client,
      url: dependencies.get(column)?.url(protocol, path) ?? '',
      [limit === 'own timeout' ? 'timeoutMs' : 'abortMs']: String(LIMIT_MS),
    });
  const real = [];
  const injected = [];
  for (let round = 0; round < REPEATS; round += 1) {
    real.push(await fire('no fault', '/hangs'));
    injected.push(await fire('timeout', '/stars'));
  }
  const errors = { real: real[0]?.error ?? 'none', injected: injected[0]?.error ?? 'none' };
  return {
    client,
    limit,
    realMs: median(real.map(({ tookMs }) => tookMs)),
    injectedMs: median(injected.map(({ tookMs }) => tookMs)),
    otherError: errors.real === errors.injected ? null : errors,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 10) / 10;
}

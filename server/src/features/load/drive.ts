import type { UnitSource } from '@hormesis/contract/critical-path.ts';
import type { BroughtLoad } from '@hormesis/contract/load.ts';

/** What the process that sends load is asked for. */
export interface Drive extends Omit<BroughtLoad, 'as'> {
  readonly unit: UnitSource;
}

export interface LoadMessage {
  /** Null: go on. */
  readonly drive: Drive | null;
  /** Sent with every request from now on. */
  readonly baggage: string | null;
  /** It ends by itself when it hears nothing for so long, milliseconds. */
  readonly leaseMs: number;
}

const STEPS = 5;

/** The steps of a ramp: when each begins, and its rate. */
export function stepsOf({
  requestsPerSecond,
  rampMs,
}: Pick<Drive, 'requestsPerSecond' | 'rampMs'>): { afterMs: number; requestsPerSecond: number }[] {
  const steps = rampMs === 0 ? 1 : Math.min(STEPS, requestsPerSecond);
  return Array.from({ length: steps }, (_, step) => ({
    afterMs: Math.round((rampMs * step) / steps),
    requestsPerSecond: Math.round((requestsPerSecond * (step + 1)) / steps),
  }));
}

/** Headers that say which unit a request is of. */
export function unitHeaders(source: UnitSource, unit: string): Record<string, string> {
  switch (source.from) {
    case 'header':
      return { [source.name.toLowerCase()]: unit };
    case 'cookie':
      return { cookie: `${source.name}=${unit}` };
    case 'query':
    case 'request':
      return {};
  }
}

/** The path with the unit in its query, where it is read there. */
export function withUnit(path: string, source: UnitSource, unit: string): string {
  if (source.from !== 'query') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${encodeURIComponent(source.name)}=${unit}`;
}

import type { HaltProgress, HaltReport } from '@hormesis/contract/halt.ts';
import { formatCount } from '../../lib/format-number.ts';

/** `41/42 agents confirmed, 312 ms`. */
export function confirmationWords({ agents, ms }: Pick<HaltReport, 'agents' | 'ms'>): string {
  return `${formatCount(agents.confirmed)}/${formatCount(agents.connected)} agents confirmed, ${formatCount(ms)}\u00a0ms`;
}

/** Whether every connected agent attested that nothing is injected any more. */
export function isConfirmed({ agents }: Pick<HaltReport, 'agents'>): boolean {
  return agents.unknown.length === 0 && agents.confirmed >= agents.connected;
}

/** Agents that need longer than this are named, milliseconds: the others would only flicker by. */
const NAMED_AFTER_MS = 500;
const NAMED = 3;

/** `41/42 agents confirmed, 312 ms`, and who is missing once it takes long: `unknown: ratings-2`. */
export function haltCountWords({ connected, confirmed, unknown, ms, answered }: HaltProgress): {
  count: string;
  unknown: string;
} {
  const count = `${formatCount(confirmed)}/${formatCount(connected)} agents confirmed, ${formatCount(ms)}\u00a0ms`;
  const missing = connected - confirmed;
  if (unknown.length === 0 || (ms < NAMED_AFTER_MS && !answered)) return { count, unknown: '' };
  const named = unknown.slice(0, NAMED);
  const more = Math.max(missing, unknown.length) - named.length;
  return { count, unknown: `unknown: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}` };
}

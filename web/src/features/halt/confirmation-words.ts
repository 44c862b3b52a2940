import type { HaltProgress, HaltReport } from '@hormesis/contract/halt.ts';
import type { Tone } from '../../components/tag.tsx';
import { formatCount } from '../../lib/format-number.ts';

/** `41/42 agents confirmed, 312 ms`; where there is none to confirm, that. */
export function confirmationWords({ agents, ms }: Pick<HaltReport, 'agents' | 'ms'>): string {
  if (haltOutcome({ agents }) === 'nobody') return 'No agent is connected, so none could confirm';
  return `${formatCount(agents.confirmed)}/${formatCount(agents.connected)} agents confirmed, ${formatCount(ms)}\u00a0ms`;
}

/**
 * `confirmed`: every connected agent attested that nothing is injected any more. `nobody`: there was no agent to attest it, as
 * just after the start of a control plane.
 */
export type HaltOutcome = 'confirmed' | 'unconfirmed' | 'nobody';

export const outcomeTones = {
  confirmed: 'passed',
  unconfirmed: 'failed',
  nobody: 'inconclusive',
} as const satisfies Record<HaltOutcome, Tone>;

/** What the agents made of a halt. */
export function haltOutcome({
  agents: { connected, confirmed, unknown, leaseOver = [] },
}: Pick<HaltReport, 'agents'>): HaltOutcome {
  if (unknown.length > 0 || confirmed < connected) return 'unconfirmed';
  return connected === 0 && leaseOver.length === 0 ? 'nobody' : 'confirmed';
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

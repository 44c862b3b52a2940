import type { HaltReport } from '@hormesis/contract/halt.ts';

/** `41/42 agents confirmed, 312 ms`. */
export function confirmationWords({ agents, ms }: Pick<HaltReport, 'agents' | 'ms'>): string {
  return `${agents.confirmed}/${agents.connected} agents confirmed, ${ms} ms`;
}

/** Whether every connected agent attested that nothing is injected any more. */
export function isConfirmed({ agents }: Pick<HaltReport, 'agents'>): boolean {
  return agents.unknown.length === 0 && agents.confirmed >= agents.connected;
}

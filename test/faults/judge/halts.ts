import { LEASE_MS } from '@hormesis/contract/agent-link.ts';
import { STOCK } from '../documents.ts';
import type { Written } from '../fleet/journal.ts';
import type { Material, Violation } from './material.ts';

type Injected = Extract<Written, { kind: 'injected' }>;

/** After a halt that everybody confirmed nothing of it is injected anywhere, and nothing of it is still held back. */
export function* judgeHalts({ deeds, journals }: Material): Generator<Violation> {
  const all = journals.flat();
  const injections = all.filter((line) => line.kind === 'injected');
  const endedMs = new Map(all.flatMap((line) => (line.kind === 'ended' ? [[line.call, line.atMs] as const] : [])));
  for (const { halt, endedMs: toldMs, person, act, told } of deeds) {
    if (!halt || halt.agents.unknown.length > 0) continue;
    const what = `${person}'s ${act}, confirmed by all ${halt.agents.connected}`;
    for (const each of injections.filter(({ experiment }) => halt.halted.includes(experiment))) {
      if (each.atMs > toldMs)
        yield {
          invariant: 'halt',
          text: `${nameOf(each)} ${Math.round(each.atMs - toldMs)} ms after ${what} (${told})`,
        };
      else if (!each.instance.includes('-real-') && (endedMs.get(each.call) ?? 0) > toldMs)
        yield { invariant: 'halt', text: `${nameOf(each)} and still held the call back when ${what}` };
    }
  }
}

/** A call group that left the allowlist is failed by nobody once every lease of that time is over. */
export function* judgeDelisting({ journals, delistedMs }: Material): Generator<Violation> {
  if (delistedMs === null) return;
  for (const line of journals.flat()) {
    if (line.kind !== 'injected' || line.callGroup !== STOCK || line.atMs <= delistedMs + LEASE_MS) continue;
    const text = `${nameOf(line)} ${Math.round(line.atMs - delistedMs)} ms after the call group left the allowlist`;
    yield { invariant: 'allowlist', text };
  }
}

function nameOf({ instance, callGroup, experiment }: Injected): string {
  return `${instance} failed ${callGroup} for ${experiment}`;
}

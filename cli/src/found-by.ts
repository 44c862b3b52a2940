import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { type FindingSummary, findingSummary } from '@hormesis/contract/finding.ts';
import type { Client } from './client.ts';
import { itemsOf } from './items.ts';

const LONGEST_MS = 5_000;
const PAUSE_MS = 250;

/**
 * The findings of a run that failed. The control plane writes them about a second after the verdict: whoever asks for them
 * next should not be told that there are none. Empty after five seconds, or when they cannot be asked for; a verdict
 * never depends on them.
 */
export async function foundBy(client: Pick<Client, 'get'>, ended: ExperimentView): Promise<FindingSummary[]> {
  if (ended.verdict !== 'failed') return [];
  const untilMs = performance.now() + LONGEST_MS;
  for (let leftMs = LONGEST_MS; leftMs > 0; leftMs = untilMs - performance.now()) {
    const answer = await client.get('/findings', itemsOf(findingSummary), Math.ceil(leftMs)).catch(() => null);
    if (answer === null) return [];
    const found = answer.items.filter(({ evidence }) => evidence.experiment === ended.id);
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return [];
}

/** What the run left to be dealt with; nothing where it found nothing. */
export function foundLines(found: readonly FindingSummary[]): string[] {
  return found.flatMap(({ id, callGroup }, place) => [
    ...(place === 0 ? [''] : []),
    `Finding ${id} on ${callGroup}. See it and what to do: hormesis findings show ${id}`,
  ]);
}

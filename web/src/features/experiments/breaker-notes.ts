import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/**
 * A sentence for each call group with a circuit breaker that stayed open, over all its stages. Both arms go through the same
 * breakers: where control was turned away too, treatment was compared with users who got the same fallback.
 */
export function breakerNotes({ evidence }: Pick<ExperimentView, 'evidence'>): string[] {
  const open = evidence.stages.flatMap(({ trafficPpm, breakers }) => breakers.map((each) => ({ ...each, trafficPpm })));
  return [...new Set(open.map(({ callGroup }) => callGroup))].map((callGroup) => {
    const of = open.filter((each) => each.callGroup === callGroup);
    const [treatment, control] = [sum(of, 'treatment'), sum(of, 'control')];
    const shares = list.format(of.map(({ trafficPpm }) => formatShare(trafficPpm)));
    const away = `At ${shares} a breaker around ${callGroupWords(callGroup)} stayed open and turned away ${formatCount(treatment)} calls of treatment and ${formatCount(control)} of control`;
    return control > 0 ? `${away}: that both arms are equal is no proof there.` : `${away}.`;
  });
}

function sum(
  of: readonly { rejected: { treatment: number; control: number } }[],
  arm: 'treatment' | 'control',
): number {
  return of.reduce((total, { rejected }) => total + rejected[arm], 0);
}

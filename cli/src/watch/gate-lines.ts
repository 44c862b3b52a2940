import type { Gate, GateCondition } from '@hormesis/contract/evidence.ts';
import { length } from './figures.ts';
import { labelled } from './labelled.ts';
import type { Line, Span } from './line.ts';

/** What the gate of the present stage waits for. Without room for all, what is met is only counted. */
export function gateLines(gate: Gate | null, rows: number): Line[] {
  if (gate === null) return [];
  const { conditions } = gate;
  if (conditions.length <= rows) {
    return conditions.map((each, index) => labelled(index === 0 ? 'Gate' : '', conditionSpans(each, gate)));
  }
  const waiting = conditions.filter(({ met }) => !met);
  const met: Span = ['good', `✓ ${conditions.length - waiting.length} of ${conditions.length} conditions met`];
  return [labelled('Gate', [met, etaText(gate)]), ...waiting.map((each) => labelled('', conditionSpans(each, gate)))];
}

function conditionSpans({ condition, met, text }: GateCondition, gate: Gate): Span[] {
  const eta = condition === 'hold' ? etaText(gate) : '';
  return met
    ? [['good', '✓ '], text, ['dim', eta]]
    : [
        ['warn', '… '],
        ['warn', text],
        ['dim', eta],
      ];
}

function etaText({ open, etaMs }: Gate): string {
  if (open) return '   open';
  return etaMs === null || etaMs === 0 ? '' : `   can open in ${length(etaMs)}`;
}

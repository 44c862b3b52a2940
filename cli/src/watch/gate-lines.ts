import type { Gate, GateCondition } from '@hormesis/contract/evidence.ts';
import { length } from './figures.ts';
import { LABEL_COLUMNS, labelled } from './labelled.ts';
import type { Line, Span } from './line.ts';
import { wrapped } from './wrapped.ts';

/** What stands before a condition: `✓ ` or `… `. */
const MARK_COLUMNS = 2;
const MOST_LINES_EACH = 3;

/**
 * What the gate of the present stage waits for. Without room for all, what is met is only counted: a sentence that says
 * what is still missing is broken into lines rather than cut before its figure.
 */
export function gateLines(gate: Gate | null, columns: number, rows: number): Line[] {
  if (gate === null) return [];
  const { conditions } = gate;
  const width = columns - LABEL_COLUMNS - MARK_COLUMNS;
  const all = conditions.flatMap((each) => conditionLines(each, gate, width, MOST_LINES_EACH));
  if (all.length <= rows) return all.map((spans, index) => labelled(index === 0 ? 'Gate' : '', spans));
  const waiting = conditions.filter(({ met }) => !met);
  const met: Span = ['good', `✓ ${conditions.length - waiting.length} of ${conditions.length} conditions met`];
  let spare = Math.max(0, rows - 1 - waiting.length);
  const rest = waiting.flatMap((each) => {
    const lines = conditionLines(each, null, width, Math.min(MOST_LINES_EACH, 1 + spare));
    spare -= lines.length - 1;
    return lines;
  });
  return [labelled('Gate', [met, etaText(gate)]), ...rest.map((spans) => labelled('', spans))];
}

/** `gate`: where this condition also tells when it can open; null where that stands elsewhere. */
function conditionLines({ condition, met, text }: GateCondition, gate: Gate | null, width: number, most: number) {
  const eta = condition === 'hold' && gate ? etaText(gate) : '';
  if (met) return [[['good', '✓ '], text, ['dim', eta]] satisfies Span[]];
  return wrapped(text, width, most).map((line, index): Span[] => [
    ['warn', index === 0 ? '… ' : '  '],
    ['warn', line],
    ...(index === 0 ? [['dim', eta] as const] : []),
  ]);
}

function etaText({ open, etaMs }: Gate): string {
  if (open) return '   the gate is open';
  return etaMs === null || etaMs === 0 ? '' : `   the gate can open in ${length(etaMs)}`;
}

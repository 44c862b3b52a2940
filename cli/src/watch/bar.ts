import { WHOLE_PPM } from '@hormesis/contract/share.ts';
import type { Now } from '@hormesis/contract/status.ts';
import type { Line, Span, SpanStyle } from './line.ts';

/** Each kind of traffic has a character of its own, so that the strip is read without colours too. */
export const trafficMarks = { treatment: '█', control: '▒', free: '·' } as const;
type Traffic = keyof typeof trafficMarks;
const trafficStyles = { treatment: 'treatment', control: 'control', free: 'dim' } satisfies Record<Traffic, SpanStyle>;

/**
 * A path's traffic to scale. A share above zero takes at least one column, however small it is: what is being hurt must
 * never round to nothing.
 */
export function trafficStrip(strip: Now['paths'][number]['strip'], columns: number): Line {
  const cells: Traffic[] = Array.from({ length: columns }, () => 'free');
  let taken = 0;
  for (const { kind, fromPpm, toPpm } of strip) {
    if (kind === 'free' || toPpm <= fromPpm) continue;
    const from = Math.min(columns - 1, Math.max(taken, Math.floor((fromPpm / WHOLE_PPM) * columns)));
    taken = Math.max(from + 1, Math.round((toPpm / WHOLE_PPM) * columns));
    cells.fill(kind, from, taken);
  }
  return runs(cells);
}

/** Part of a whole, 0 to 1, as a bar: `████░░░░`. */
export function bar(part: number, columns: number, style: SpanStyle): Line {
  const filled = filledColumns(part, columns);
  return [
    [style, '█'.repeat(filled)],
    ['dim', '░'.repeat(columns - filled)],
  ];
}

/** The same with a line across it that must not be reached. */
export function gauge(part: number, lineAt: number, columns: number, style: SpanStyle): Line {
  const filled = filledColumns(part, columns);
  const line = Math.round(lineAt * columns);
  const before = Math.min(filled, line);
  return [
    [style, '█'.repeat(before)],
    ['dim', '░'.repeat(line - before)],
    ['bad', '┃'],
    [style, '█'.repeat(Math.max(0, filled - line))],
    ['dim', '░'.repeat(Math.max(0, columns - Math.max(line, filled)))],
  ];
}

function filledColumns(part: number, columns: number): number {
  const within = Math.min(1, Math.max(0, part));
  return within > 0 ? Math.max(1, Math.round(within * columns)) : 0;
}

function runs(cells: readonly Traffic[]): Span[] {
  const spans: [SpanStyle, string][] = [];
  let before: Traffic | null = null;
  for (const kind of cells) {
    const last = spans.at(-1);
    if (last && kind === before) last[1] += trafficMarks[kind];
    else spans.push([trafficStyles[kind], trafficMarks[kind]]);
    before = kind;
  }
  return spans;
}

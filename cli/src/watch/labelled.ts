import type { Line, Span } from './line.ts';

/** Width of the column that names what a line is about. */
export const LABEL_COLUMNS = 11;

export function labelled(label: string, spans: readonly Span[]): Line {
  return [['dim', label.padEnd(LABEL_COLUMNS)], ...spans];
}

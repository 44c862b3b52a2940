import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { printable } from '../printable.ts';

/** Colours carry no meaning of their own: every span also says in characters what its colour says. */
export type SpanStyle = 'plain' | 'bold' | 'dim' | 'treatment' | 'control' | 'good' | 'bad' | 'warn' | 'inverse';
export type Span = string | readonly [SpanStyle, string];
/** One line of the screen, in pieces of one style each. */
export type Line = readonly Span[];

const styles = {
  plain: [],
  bold: 'bold',
  dim: 'dim',
  treatment: ['bold', 'magenta'],
  control: 'cyan',
  good: 'green',
  bad: ['bold', 'red'],
  warn: 'yellow',
  inverse: 'inverse',
} satisfies Record<SpanStyle, Parameters<typeof styleText>[0]>;

const graphemes = new Intl.Segmenter();
/** Text for which one character is one column, which is nearly all there is. */
const SIMPLE = /^[\u0020-\u007e\u00b7\u2500-\u259f]*$/;

/** Columns that a text takes on a terminal: some characters take two, some none. */
function widthOf(text: string): number {
  return SIMPLE.test(text) ? text.length : stringWidth(text);
}

/** The beginning of a text that fits into so many columns, ending in `…` where something is missing. */
function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = width + widthOf(segment);
    if (next > columns - 1) break;
    kept += segment;
    width = next;
  }
  return `${kept}…`;
}

/** A text set to the left in a field of so many columns, the last of which stays empty: what follows stands apart. */
export function padTo(text: string, columns: number): string {
  const fitting = cut(printable(text), columns - 1);
  return fitting + ' '.repeat(Math.max(0, columns - widthOf(fitting)));
}

/** Takes away what stands from the cursor to the end of the line. Behind a full line the cursor stands on its last character. */
const ERASE_REST = '\u001b[K';

/**
 * A line as the terminal gets it, over whatever stood there: never wider than the terminal, without control characters but
 * those of its colours and of erasing the rest.
 */
export function renderLine(line: Line, columns: number, colours: boolean): string {
  let left = columns;
  let rendered = '';
  for (const span of line) {
    if (left <= 0) break;
    const [style, raw] = typeof span === 'string' ? (['plain', span] as const) : span;
    const text = cut(printable(raw), left);
    left -= widthOf(text);
    rendered += colours && style !== 'plain' ? styleText(styles[style], text, { validateStream: false }) : text;
  }
  return left > 0 ? rendered + ERASE_REST : rendered;
}

/** Two groups of spans, the second set to the right edge; the first is cut where there is no room for both. */
export function apart(left: Line, right: Line, columns: number): Line {
  const rightWidth = lineWidth(right);
  const room = columns - rightWidth - 1;
  if (room < 10) return left;
  const kept = fitting(left, room);
  return [...kept, ' '.repeat(Math.max(1, columns - rightWidth - lineWidth(kept))), ...right];
}

function lineWidth(line: Line): number {
  return line.reduce((sum, span) => sum + widthOf(printable(textOf(span))), 0);
}

function fitting(line: Line, columns: number): Line {
  const kept: Span[] = [];
  let left = columns;
  for (const span of line) {
    if (left <= 0) break;
    const text = cut(printable(textOf(span)), left);
    left -= widthOf(text);
    kept.push(typeof span === 'string' ? text : [span[0], text]);
  }
  return kept;
}

function textOf(span: Span): string {
  return typeof span === 'string' ? span : span[1];
}

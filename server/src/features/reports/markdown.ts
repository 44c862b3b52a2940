/** White space, and characters that a terminal would obey. */
const BLANK = /[\s\p{Cc}]+/gu;

/**
 * Text of people and machines for Markdown: nothing in it becomes a table's border, a link, a tag or a heading, in whatever
 * wiki it is pasted into.
 */
export function text(raw: string): string {
  return (
    raw
      .replace(BLANK, ' ')
      .trim()
      .replace(/[\\|`*[\]]/g, '\\$&')
      // Between letters and digits an underscore is one: names such as play_start stay readable.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replace(/^(#|[-+>]|\d+[.)])/, '\\$1')
  );
}

/** A name as code; a border of a table inside it is escaped, as tables need it even there. */
export function code(raw: string): string {
  const inside = raw.replace(BLANK, ' ').trim().replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...inside.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return inside === '' ? '' : `${fence}${space}${inside}${space}${fence}`;
}

export interface Column {
  readonly head: string;
  /** Figures stand on the right. */
  readonly right?: boolean;
}

/** A table of cells that are Markdown already; an empty one is a dash. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell || '–').join(' | ')} |`;
  const border = `|${columns.map(({ right }) => (right ? '---:' : '---')).join('|')}|`;
  return [`| ${columns.map(({ head }) => head).join(' | ')} |`, border, ...rows.map(line)];
}

/** Names and values, as a table without heads. */
export function facts(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  return table(
    [{ head: '' }, { head: '' }],
    pairs.filter(([, value]) => value !== '').map(([name, value]) => [name, value]),
  );
}

/** Blocks with an empty line between them; empty ones are left out. */
export function blocks(...parts: readonly (readonly string[])[]): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

/** What a terminal shows after all it was sent: as much of one as the live screen uses, and loud about everything else. */
export class ScreenModel {
  columns: number;
  rows: number;
  alternate = false;
  cursorHidden = false;
  wrapping = true;
  /** Whole clearings of the screen: one at the start, none for a frame, or it would flicker. */
  clearings = 0;
  frames = 0;
  /** Characters written beyond the edges, which a terminal without wrapping swallows. */
  overflows = 0;
  /** What was written outside the alternate screen. */
  plain = '';
  #cells: string[][] = [];
  #row = 0;
  #column = 0;
  #rest = '';

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#clear();
  }

  get lines(): string[] {
    return this.#cells.map((row) => row.join('').trimEnd());
  }

  get text(): string {
    return this.lines.join('\n');
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#clear();
  }

  write(chunk: string): void {
    const text = this.#rest + chunk;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is read here
    const cutOff = /\u001b(\[[?0-9;]*)?$/.exec(text);
    this.#rest = cutOff?.[0] ?? '';
    const whole = cutOff ? text.slice(0, cutOff.index) : text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is read here
    for (const [piece, mode, args, final] of whole.matchAll(/\u001b\[(\??)([0-9;]*)([A-Za-z])|./gsu)) {
      if (final !== undefined) this.#control(`${mode}`, `${args}`, final);
      else if (this.alternate) this.#put(piece);
      else this.plain += piece;
    }
  }

  #control(mode: string, args: string, final: string): void {
    if (mode === '?') this.#mode(args, final === 'h');
    else if (final === 'H') {
      const [row = 1, column = 1] = args.split(';').filter(Boolean).map(Number);
      this.#row = row - 1;
      this.#column = column - 1;
    } else if (final === 'K') this.#cells[this.#row]?.fill(' ', this.#column);
    else if (final === 'J' && args === '2') {
      this.clearings += 1;
      this.#clear();
    } else if (final !== 'm') throw new Error(`the screen model does not know CSI ${mode}${args}${final}`);
  }

  #mode(number: string, on: boolean): void {
    if (number === '1049') this.alternate = on;
    else if (number === '25') this.cursorHidden = !on;
    else if (number === '7') this.wrapping = on;
    else if (number === '2026') this.frames += on ? 1 : 0;
    // bracketed paste, of shells
    else if (number !== '2004') throw new Error(`the screen model does not know mode ${number}`);
  }

  #put(character: string): void {
    if (character < ' ') throw new Error(`control character ${JSON.stringify(character)} inside the screen`);
    const row = this.#cells[this.#row];
    if (row && this.#column < this.columns) row[this.#column] = character;
    else this.overflows += 1;
    this.#column += 1;
  }

  #clear(): void {
    this.#cells = Array.from({ length: this.rows }, () => Array.from({ length: this.columns }, () => ' '));
  }
}

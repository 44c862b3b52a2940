/** What a person pressed: a named key, or the character itself. */
export type Key = 'up' | 'down' | 'enter' | 'escape' | 'backspace' | 'interrupt' | 'suspend' | (string & {});

const ESCAPE = '\u001b';
const named: Record<string, Key> = {
  [`${ESCAPE}[A`]: 'up',
  [`${ESCAPE}OA`]: 'up',
  [`${ESCAPE}[B`]: 'down',
  [`${ESCAPE}OB`]: 'down',
  '\r': 'enter',
  '\n': 'enter',
  [ESCAPE]: 'escape',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'interrupt',
  '\u0004': 'q',
  '\u001a': 'suspend',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what a terminal sends
const KEY = /\u001b[[O][0-9;]*[A-Za-z~]|./gsu;
/** More than a hand types at once is a paste, and nothing pasted may pause, promote or halt. */
const MOST_TYPED_AT_ONCE = 4;

/** The text of a paste, its line breaks as spaces; null for what was typed. */
export function pastedText(chunk: string): string | null {
  const pieces = chunk.match(KEY) ?? [];
  if (pieces.length <= MOST_TYPED_AT_ONCE) return null;
  return pieces.map((piece) => (named[piece] === 'enter' ? ' ' : named[piece] ? '' : piece)).join('');
}

/** Takes apart what a terminal in raw mode sent; keys that mean nothing here are left in as their sequence. */
export function parseKeys(chunk: string): Key[] {
  const keys = (chunk.match(KEY) ?? []).map((text) => named[text] ?? text);
  return keys.length > MOST_TYPED_AT_ONCE ? keys.filter((key) => key === 'interrupt') : keys;
}

/** `text` with a capital letter at its beginning. */
export function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `text` as a sentence: with a capital letter and a full stop, if it has no other end. */
export function sentence(text: string): string {
  return `${upperFirst(text)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

import { formatMoment } from './format-duration.ts';

/** `text` with a capital letter at its beginning, unbroken. A name that people must be able to type, `api>http:ratings`, stays as it is. */
export function upperFirst(text: string): string {
  if (!/^[a-z]+(?![\w>:*/.-])/.test(text)) return unbroken(text);
  return unbroken(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);
}

/** `text` as a sentence: with a capital letter and a full stop, if it has no other end. */
export function sentence(text: string): string {
  return `${upperFirst(text)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** `text` of the control plane as people read it: moments in their own zone, and no line that ends between a number and its unit. */
export function unbroken(text: string): string {
  return text.replaceAll(INSTANT, formatMoment).replaceAll(/(\d) (%|points?|ms|s|min|h|d)(?![\w])/g, '$1\u00a0$2');
}

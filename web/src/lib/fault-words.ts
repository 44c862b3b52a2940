import { faultWords as plainWords } from '@hormesis/contract/fault-words.ts';
import { unbroken } from './sentence.ts';

/** A fault in words, to be read on the page. */
export function faultWords(...fault: Parameters<typeof plainWords>): string {
  return unbroken(plainWords(...fault));
}

/** `api>http:ratings` as people read it: `api › http:ratings`. */
export function callGroupWords(callGroup: string): string {
  return callGroup.replace('>', ' › ');
}

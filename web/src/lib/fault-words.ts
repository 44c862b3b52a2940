export { faultWords } from '@hormesis/contract/fault-words.ts';

/** `api>http:ratings` as people read it: `api › http:ratings`. */
export function callGroupWords(callGroup: string): string {
  return callGroup.replace('>', ' › ');
}

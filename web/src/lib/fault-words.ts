import type { Fault } from '@hormesis/contract/fault.ts';

/** A fault in words, as the end of "Fails api › http:ratings …". */
export function faultWords(fault: Fault): string {
  switch (fault.kind) {
    case 'latency':
      return `with a delay of ${delayWords(fault.delayMs)}`;
    case 'error':
      return `with ${fault.status}`;
  }
}

/** `api>http:ratings` as people read it: `api › http:ratings`. */
export function callGroupWords(callGroup: string): string {
  return callGroup.replace('>', ' › ');
}

function delayWords(delayMs: number): string {
  return delayMs < 1_000 ? `${delayMs} ms` : `${delayMs / 1_000} s`;
}

import type { Fault } from './fault.ts';
import type { Where } from './place.ts';
import { whereWords } from './place-words.ts';

/** A fault in words, as the end of "Fails api › http:ratings …": what happens, and to which calls, if not to all. */
export function faultWords(fault: Fault, where?: Where): string {
  const words = kindWords(fault);
  return where ? `${words} ${whereWords(where)}` : words;
}

function kindWords(fault: Fault): string {
  switch (fault.kind) {
    case 'latency':
      return `with a delay ${delayWords(fault.delayMs)}`;
    case 'error':
      return `with ${fault.status}`;
    case 'abort':
      return fault.afterMs === undefined
        ? 'with a broken connection'
        : `with a connection that breaks after ${msWords(fault.afterMs)}`;
    case 'timeout':
      return 'with no answer';
    case 'throttle':
      return `with a body at ${rateWords(fault.bytesPerSecond)}`;
    case 'corrupt':
      return `with ${fault.bytesPpm / 10_000} % of the bytes changed`;
  }
}

function delayWords(delay: Extract<Fault, { kind: 'latency' }>['delayMs']): string {
  if (typeof delay === 'number') return `of ${msWords(delay)}`;
  if ('minMs' in delay) return `of ${msWords(delay.minMs)} to ${msWords(delay.maxMs)}`;
  return `of ${msWords(delay.p50Ms)} for half of the calls, ${msWords(delay.p99Ms)} for one of a hundred`;
}

function msWords(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

function rateWords(bytesPerSecond: number): string {
  if (bytesPerSecond < 1_000) return `${bytesPerSecond} B/s`;
  return bytesPerSecond < 1_000_000 ? `${bytesPerSecond / 1_000} kB/s` : `${bytesPerSecond / 1_000_000} MB/s`;
}

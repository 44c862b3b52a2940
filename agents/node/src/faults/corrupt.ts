import type { FaultPlan } from '@hormesis/core/fault.ts';
import type { FaultApplier } from './fault.ts';

const WHOLE_PPM = 1_000_000;

/**
 * Bytes of the real response's body are turned over, evenly spread and the same ones each time: a caller that fails on it
 * does so again. The first byte is always one of them, so that no body is too short to be hurt.
 */
export const corrupt: FaultApplier<Extract<FaultPlan, { kind: 'corrupt' }>> = {
  holdsConnection: () => true,
  actsOn: 'body',
  begin({ bytesPpm }, _released, done) {
    done({ go: 'on', body: { effect: 'changed', change: (chunk, offset) => turnOver(chunk, offset, bytesPpm) } });
    return () => {};
  },
};

function turnOver(chunk: Buffer, offset: number, bytesPpm: number): Buffer {
  const changed = Buffer.from(chunk);
  // The n-th byte to turn over, counted from 0, lies at n / share, rounded down.
  let nth = Math.ceil((offset * bytesPpm) / WHOLE_PPM);
  for (;;) {
    const at = Math.floor((nth * WHOLE_PPM) / bytesPpm) - offset;
    if (at >= changed.length) return changed;
    changed[at] = ~(changed[at] ?? 0);
    nth += 1;
  }
}

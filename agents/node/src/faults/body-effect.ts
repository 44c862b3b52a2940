import type { Readable } from 'node:stream';
import type { BodyEffect } from './continuation.ts';
import { Pace } from './pace.ts';

/** What a body effect needs from the call it acts on. */
export interface AffectedCall {
  readonly released: AbortSignal;
  /** The first byte is touched. */
  readonly applied: () => void;
}

/** The bytes as the caller gets them; after a release as they are. */
export function changing(
  effect: Extract<BodyEffect, { effect: 'changed' }>,
  { released, applied }: AffectedCall,
): (chunk: Buffer) => Buffer {
  let offset = 0;
  return (chunk) => {
    if (released.aborted || chunk.length === 0) return chunk;
    applied();
    const changed = effect.change(chunk, offset);
    offset += chunk.length;
    return changed;
  };
}

/**
 * Lets an effect act on what a stream's source pushes into it. For streams whose source obeys `push` returning false and
 * comes back with `_read`, as those of Node's own `http` and `http2` do.
 */
export function affectPushes(stream: Readable, effect: BodyEffect, call: AffectedCall): void {
  const push = stream.push.bind(stream);
  if (effect.effect === 'changed') {
    const change = changing(effect, call);
    stream.push = (chunk: unknown, encoding) => push(Buffer.isBuffer(chunk) ? change(chunk) : chunk, encoding);
    return;
  }
  const read = stream._read.bind(stream);
  const pace = new Pace(effect.bytesPerSecond, call.released, {
    deliver: (chunk) => push(chunk),
    drained: () => read(stream.readableHighWaterMark),
  });
  stream._read = () => pace.resume();
  stream.push = (chunk: unknown, encoding) => {
    if (chunk === null) pace.end(() => push(null));
    if (!Buffer.isBuffer(chunk)) return chunk === null || push(chunk, encoding);
    call.applied();
    return pace.write(chunk);
  };
  stream.once('close', () => pace.stop());
}

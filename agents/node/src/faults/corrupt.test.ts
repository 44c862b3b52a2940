import fc from 'fast-check';
import { expect, test } from 'vitest';
import { corrupt } from './corrupt.ts';

/** The body as the caller gets it when it comes in these chunks. */
function corrupted(chunks: readonly Uint8Array[], bytesPpm: number): Buffer {
  const released = new AbortController().signal;
  let offset = 0;
  let result = Buffer.alloc(0);
  corrupt.begin({ kind: 'corrupt', bytesPpm }, released, (next) => {
    if (next.go !== 'on' || next.body?.effect !== 'changed') throw new Error('changes nothing');
    for (const chunk of chunks) {
      const before = Buffer.from(chunk);
      result = Buffer.concat([result, next.body.change(before, offset)]);
      expect(before.equals(chunk)).toBe(true);
      offset += chunk.length;
    }
  });
  return result;
}

test('the same bytes are turned over however the body is cut into chunks, as many as the share says', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 });
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 1_000_000 }), (parts, bytesPpm) => {
      const body = Buffer.concat(parts);
      const received = corrupted(parts, bytesPpm);
      expect(received.equals(corrupted([body], bytesPpm))).toBe(true);
      const changed = [...body.keys()].filter((at) => received[at] !== body[at]);
      expect(received).toHaveLength(body.length);
      expect(changed).toHaveLength(Math.ceil((body.length * bytesPpm) / 1_000_000));
      expect(changed[0]).toBe(body.length > 0 ? 0 : undefined);
    }),
  );
});

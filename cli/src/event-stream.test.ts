import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEventStream, type StreamEvent } from './event-stream.ts';

const TEXT = ': alive\n\nevent: experiment:e1\ndata: {"a":\ndata: 1}\n\nid: 7\r\ndata: second\r\n\r\ndata: unfinished';

async function read(chunks: readonly string[]): Promise<StreamEvent[]> {
  async function* arriving() {
    yield* chunks;
  }
  const events: StreamEvent[] = [];
  for await (const event of parseEventStream(arriving())) events.push(event);
  return events;
}

test('an event is heard whole, however the line cuts it, and never before its empty line', async () => {
  const whole = [null, { event: 'experiment:e1', data: '{"a":\n1}' }, { event: 'message', data: 'second' }];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: TEXT.length }), { maxLength: 8 }), async (cuts) => {
      const ends = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
      const chunks = ends.slice(1).map((end, index) => TEXT.slice(ends[index], end));
      expect(await read(chunks)).toEqual(whole);
    }),
  );
});

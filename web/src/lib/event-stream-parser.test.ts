import { expect, test } from 'vitest';
import { EventStreamParser } from './event-stream-parser.ts';

const STREAM =
  ': hello\n\nevent: now\ndata: {"a":1}\n\nevent: beat\ndata: \n\nevent: experiment\r\ndata: first\r\ndata: second\r\n\r\n';

test('events arrive whole, wherever the network cuts the stream', () => {
  const whole = new EventStreamParser().push(STREAM.replaceAll('\r', ''));
  expect(whole).toEqual([
    { event: 'now', data: '{"a":1}' },
    { event: 'beat', data: '' },
    { event: 'experiment', data: 'first\nsecond' },
  ]);
  const parser = new EventStreamParser();
  expect([...STREAM.replaceAll('\r', '')].flatMap((letter) => parser.push(letter))).toEqual(whole);
});

test('a comment is no event', () => {
  expect(new EventStreamParser().push(': beat\n\n: beat\n\n')).toEqual([]);
});

test('a line end of two characters, cut in the middle, does not end the event early', () => {
  const parser = new EventStreamParser();
  const events = [...STREAM].flatMap((letter) => parser.push(letter));
  expect(events.at(-1)).toEqual({ event: 'experiment', data: 'first\nsecond' });
});

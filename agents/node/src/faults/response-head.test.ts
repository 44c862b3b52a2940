import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResponseHead } from './response-head.ts';

/** What passes as the head and what as the body when a response comes in pieces cut at these places. */
function taken(response: string, cuts: readonly number[]): [head: string, rest: string] {
  const bytes = Buffer.from(response, 'latin1');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const reader = new ResponseHead();
  const parts: [string, string] = ['', ''];
  for (let index = 1; index < places.length; index += 1) {
    const { head, rest } = reader.take(bytes.subarray(places[index - 1], places[index]));
    parts[0] += head?.toString('latin1') ?? '';
    parts[1] += rest?.toString('latin1') ?? '';
  }
  return parts;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n';
test.each([
  ['a plain response', HEAD],
  ['one after 100 Continue', `HTTP/1.1 100 Continue\r\n\r\n${HEAD}`],
  ['one after two early hints', `HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${HEAD}`],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
])('%s is told from its body wherever the pieces are cut', (_name, head) => {
  const body = '{"a":\r\n\r\n}';
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 8 }), (cuts) => {
      expect(taken(head + body, cuts)).toEqual([head, body]);
    }),
  );
});

test('what never ends its head is passed on as it is, and not kept for ever', () => {
  const endless = 'x'.repeat(300_000);
  expect(taken(endless, [100_000, 200_000]).join('')).toBe(endless);
});

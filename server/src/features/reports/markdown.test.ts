import fc from 'fast-check';
import { expect, test } from 'vitest';
import { code, table, text } from './markdown.ts';

test('what people write stays what it is: no border, no tag, no link, no heading', () => {
  expect(text('no stars | all else\ncame')).toBe('no stars \\| all else came');
  expect(text('<img src=x> [here](http://x) *now* & then')).toBe(
    '&lt;img src=x> \\[here\\](http://x) \\*now\\* &amp; then',
  );
  expect(text('# not a heading')).toBe('\\# not a heading');
  expect(text('- not a list')).toBe('\\- not a list');
  expect(text('play_start is _late_')).toBe('play_start is \\_late\\_');
});

test('a name stays code, whatever is in it', () => {
  expect(code('api>http:ratings')).toBe('`api>http:ratings`');
  expect(code('a`b')).toBe('`` a`b ``');
  expect(code('a|b')).toBe('`a\\|b`');
});

test('a row has as many cells as its table has columns, whatever is in them', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(fc.array(fc.tuple(anything, anything), { maxLength: 4 }), (rows) => {
      const lines = table(
        [{ head: 'a' }, { head: 'b', right: true }],
        rows.map(([one, two]) => [text(one), code(two)]),
      );
      expect(lines).toHaveLength(rows.length + 2);
      for (const line of lines) {
        expect(line).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(line.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|')).toHaveLength(4);
      }
    }),
  );
});

test('what people wrote stays text in a table, and no terminal obeys it', () => {
  expect(text('a | b\n<b>\u001b[2Jgone')).toBe('a \\| b &lt;b> \\[2Jgone');
  expect(code('api\u001b]0;x\u0007|y')).toBe('`api ]0;x \\|y`');
});

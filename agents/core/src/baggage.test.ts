import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMember, formatMember, readMember, removeMember } from './baggage.ts';

const OURS = formatMember('v1.k1.token', '00000000000000aa');

test('members of others stay as they are, byte for byte and in order', () => {
  const piece = fc.string().filter((text) => !text.includes(',') && !text.includes('%') && !/hormesis/.test(text));
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1 }), fc.nat(), (others, where) => {
      const at = where % (others.length + 1);
      const header = [...others.slice(0, at), OURS, ...others.slice(at)].join(',');
      expect(removeMember(header)).toBe(others.join(','));
      expect(readMember(header)).toEqual({
        kind: 'present',
        member: { text: OURS, token: 'v1.k1.token', unit: '00000000000000aa' },
      });
    }),
  );
});

test('our member takes the place of any that was there', () => {
  expect(addMember(undefined, OURS)).toBe(OURS);
  expect(addMember(' ', OURS)).toBe(OURS);
  expect(addMember('a=1 ,hormesis=forged, b = 2;c', OURS)).toBe(`a=1 , b = 2;c,${OURS}`);
  expect(addMember('hormesis=forged', OURS)).toBe(OURS);
});

test('two members of ours contradict each other: none is valid, and both are removed', () => {
  const header = `${OURS},a=1, ${OURS}`;
  expect(readMember(header)).toEqual({ kind: 'refused', reason: 'baggage_member_repeated' });
  expect(removeMember(header)).toBe('a=1');
});

test.each([
  '%68ormesis=forged',
  'hormesi%73 =forged',
  'hormesis',
  'hormesis;u=1',
  ' hormesis\t= forged',
  '\u00a0hormesis=forged',
])('%j would come back as ours when another library writes the header anew: it is removed', (member) => {
  expect(removeMember(`a=1,${member},b=2`)).toBe('a=1,b=2');
  expect(removeMember(member)).toBeUndefined();
  expect(readMember(member).kind).not.toBe('absent');
});

test.each(['hormesis2=x', 'x=hormesis', 'Hormesis=x', 'a=1;hormesis=2', '%zzhormesis=1', 'a=%'])(
  '%j belongs to somebody else',
  (header) => {
    expect(removeMember(header)).toBe(header);
    expect(readMember(header)).toEqual({ kind: 'absent' });
  },
);

test('a header longer than everybody must carry is not read for a context and not made longer', () => {
  const long = `a=${'x'.repeat(8_190)}`;
  expect(addMember(long, OURS)).toBe(long);
  expect(readMember(`${long},${OURS}`)).toEqual({ kind: 'refused', reason: 'baggage_too_large' });
  expect(removeMember(`${long},${OURS}`)).toBe(long);
});

test.each([`${OURS};x=1`, 'hormesis=a b', 'hormesis=', 'hormesis=t;u=00AA', 'hormesis=t;u=00000000000000aa0'])(
  '%j is malformed',
  (header) => {
    expect(readMember(header)).toEqual({ kind: 'refused', reason: 'baggage_member_malformed' });
  },
);

import { expect, test } from 'vitest';
import { isReadableOnTheWay, parseAddress, parseLoginTarget } from './address.ts';

test('the sign-in link that was printed is an address and a code', () => {
  expect(parseLoginTarget('http://127.0.0.1:7070/sign-in#k3y')).toEqual({ url: 'http://127.0.0.1:7070', code: 'k3y' });
  expect(parseLoginTarget('https://ops.example.org/hormesis/')).toEqual({
    url: 'https://ops.example.org/hormesis',
    code: null,
  });
});

test('a sign-in link without its code is told, not taken for an address', () => {
  expect(() => parseLoginTarget('http://127.0.0.1:7070/sign-in')).toThrow('lost its code');
});

test.each(['localhost:7070', 'ftp://host', 'http://', 'http://user:secret@host'])('%j is no address', (text) => {
  expect(() => parseAddress(text)).toThrow();
});

test('plain HTTP is fine on this machine and worth a warning beyond it', () => {
  expect(
    ['http://127.0.0.1:7070', 'http://localhost:1', 'http://[::1]:1', 'https://far.example'].some(isReadableOnTheWay),
  ).toBe(false);
  expect(isReadableOnTheWay('http://far.example:7070')).toBe(true);
});

import { expect, test } from 'vitest';
import { mayApprove } from './may-approve.ts';

test('a draft is approved by another person, of the role that the limits name', () => {
  const draft = { startedBy: 'ada' };
  expect(mayApprove({ name: 'ada', role: 'admin' }, draft, 'operator')).toBe(false);
  expect(mayApprove({ name: 'bob', role: 'operator' }, draft, 'operator')).toBe(true);
  expect(mayApprove({ name: 'bob', role: 'operator' }, draft, 'admin')).toBe(false);
  expect(mayApprove({ name: 'eve', role: 'admin' }, draft, 'admin')).toBe(true);
  expect(mayApprove({ name: 'vic', role: 'viewer' }, draft, 'operator')).toBe(false);
});

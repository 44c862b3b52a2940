import type { Request, Response } from 'express';
import { expect, test } from 'vitest';
import type { Database } from '../platform/database.ts';
import { setIdentity } from '../platform/identity.ts';
import { idempotency } from './idempotency.ts';

/** A database that gives no answer. */
const silent: Database = {
  query: () => new Promise(() => {}),
  transaction: () => new Promise(() => {}),
  together: () => new Promise(() => {}),
  close: async () => {},
};

/** Whether a request has gone on to its route by the time the middleware returns. */
function goesOn(path: string): boolean {
  const request = { method: 'POST', path, body: {}, get: () => 'a-key-of-its-own' } as unknown as Request;
  setIdentity(request, { name: 'ada', role: 'operator' });
  const response = { json: () => response, statusCode: 200 } as unknown as Response;
  let gone = false;
  idempotency(silent)(request, response, () => {
    gone = true;
  });
  return gone;
}

test('a halt does not wait for the memory of requests, everything else does', () => {
  expect(goesOn('/halt')).toBe(true);
  expect(goesOn('/experiments/e7k2m9q4x1/halt')).toBe(true);
  expect(goesOn('/experiments')).toBe(false);
  expect(goesOn('/experiments/e7k2m9q4x1/promote')).toBe(false);
});

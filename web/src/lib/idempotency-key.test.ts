import { expect, test } from 'vitest';
import { newIdempotencyKey } from './idempotency-key.ts';

const UUID_SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test('a page opened over plain http, where there is no randomUUID, still makes keys of its own', () => {
  const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  const keys = new Set(Array.from({ length: 100 }, () => newIdempotencyKey(insecure)));
  expect(keys.size).toBe(100);
  for (const key of keys) expect(key).toMatch(UUID_SHAPE);
});

import { afterAll, expect } from 'vitest';
import { stillRunning } from './spawned.ts';

// Runs in every test file, after its own afterAll hooks: what a test file started, it has to stop.
afterAll(() => {
  expect(stillRunning(), 'processes that this test file left running').toEqual([]);
});

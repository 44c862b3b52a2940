import { expect, test } from 'vitest';
import { allOrNone, createUndo, unlessAborted } from './undo.ts';

test('everything is stopped in the reverse order, even after a stop that fails', async () => {
  const order: string[] = [];
  const errors: unknown[] = [];
  const undo = createUndo((error) => errors.push(error));
  undo.add(() => void order.push('database'));
  undo.add(async () => Promise.reject(new Error('control plane hangs')));
  undo.add(() => void order.push('traffic'));
  await undo.run();
  expect(order).toEqual(['traffic', 'database']);
  expect(errors).toHaveLength(1);
});

test('when one of two steps fails the other is aborted and waited for', async () => {
  const abort = new AbortController();
  let ended = false;
  const slow = new Promise<void>((resolve) => {
    abort.signal.addEventListener('abort', () =>
      setTimeout(() => {
        ended = true;
        resolve();
      }, 20),
    );
  });
  await expect(allOrNone(abort, [slow, Promise.reject(new Error('no database'))])).rejects.toThrow('no database');
  expect(ended).toBe(true);
});

test('nobody waits for a child after Ctrl-C', async () => {
  const abort = new AbortController();
  const waiting = unlessAborted(new Promise(() => {}), abort.signal);
  abort.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});

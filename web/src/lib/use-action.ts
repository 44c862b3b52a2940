import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { isRetryable, isUndecided } from './api-error.ts';
import { newIdempotencyKey } from './idempotency-key.ts';

/** How an action that got no answer is repeated by itself. */
interface Repeats {
  readonly most: number;
  readonly delayMs: number;
  /** None begins later than this after the press, milliseconds: attempts that hang take longer than the waits. */
  readonly forMs: number;
}
const SHORTLY: Repeats = { most: 3, delayMs: 300, forMs: Number.POSITIVE_INFINITY };
/** A control plane that crashed answers again within some seconds, and goes on with what nobody has halted. */
export const AS_HALTS: Repeats = { most: 30, delayMs: 500, forMs: 15_000 };

/**
 * One POST with its idempotency key: automatic retries, and a person pressing again after "no answer", repeat the same
 * key, so the action happens once. A definite answer, also a refusal, ends the action: the next press is a new one.
 * `isRepeating`: an attempt got no answer, and others follow.
 */
export function useAction<V, R>(
  send: (variables: V, key: string) => Promise<R>,
  onDone?: (result: R, variables: V) => void,
  repeats: Repeats = SHORTLY,
) {
  const open = useRef<{ key: string; content: string } | null>(null);
  const pressedMs = useRef(0);
  const mutation = useMutation<R, Error, { variables: V; key: string }>({
    mutationFn: ({ variables, key }) => send(variables, key),
    retry: (failures, error) =>
      failures < repeats.most && performance.now() - pressedMs.current < repeats.forMs && isRetryable(error),
    retryDelay: repeats.delayMs,
    // A halt must leave at once, also when the browser believes that it is offline.
    networkMode: 'always',
    onSuccess: (result, { variables }) => {
      open.current = null;
      onDone?.(result, variables);
    },
    onError: (error) => {
      if (!isUndecided(error)) open.current = null;
    },
  });
  const run = (variables: V) => {
    const content = JSON.stringify(variables) ?? '';
    if (open.current?.content !== content) open.current = { key: newIdempotencyKey(), content };
    pressedMs.current = performance.now();
    mutation.mutate({ variables, key: open.current.key });
  };
  const { isPending, error, data, reset, failureCount } = mutation;
  return { run, isPending, isRepeating: isPending && failureCount > 0, error, data, reset };
}

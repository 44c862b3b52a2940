import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { isRetryable, isUndecided } from './api-error.ts';
import { newIdempotencyKey } from './idempotency-key.ts';

const RETRIES = 3;
const RETRY_DELAY_MS = 300;

/**
 * One POST with its idempotency key: automatic retries, and a person pressing again after "no answer", repeat the same
 * key, so the action happens once. A definite answer, also a refusal, ends the action: the next press is a new one.
 */
export function useAction<V, R>(
  send: (variables: V, key: string) => Promise<R>,
  onDone?: (result: R, variables: V) => void,
) {
  const open = useRef<{ key: string; content: string } | null>(null);
  const mutation = useMutation<R, Error, { variables: V; key: string }>({
    mutationFn: ({ variables, key }) => send(variables, key),
    retry: (failures, error) => failures < RETRIES && isRetryable(error),
    retryDelay: RETRY_DELAY_MS,
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
    mutation.mutate({ variables, key: open.current.key });
  };
  const { isPending, error, data, reset } = mutation;
  return { run, isPending, error, data, reset };
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { ApiError } from './api-error.ts';
import type { Queryable } from './database.ts';

/** Which request is at work, as its Idempotency-Key tells it from others. */
export interface KeyedRequest {
  readonly actor: string;
  readonly key: string;
  /** Of method, path and body: a key belongs to one request. */
  readonly hash: string;
}

const atWork = new AsyncLocalStorage<KeyedRequest>();

/** Runs `next`, and everything it begins, as part of `request`. */
export function asRequest(request: KeyedRequest, next: () => void): void {
  atWork.run(request, next);
}

/**
 * Does `work` at most once for each request, however often it is repeated with its key and through whichever replica: that
 * it was done is written in its own transaction `client`. The kept answer alone cannot promise that: a commit whose
 * confirmation was lost looks like a failure. Two at the same time wait for each other at the unique key. Outside of
 * requests (the control loop, a schedule) it is `work` alone.
 * @param name tells several deeds of one request apart.
 * @returns what `work` returned the first time; it must be as JSON keeps it.
 */
export async function once<T extends string | null>(
  client: Queryable,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const request = atWork.getStore();
  if (!request) return work();
  const id = [request.actor, request.key, name];
  const begun = await client.query(
    'insert into hormesis.deeds (actor, key, name, request_hash) values ($1, $2, $3, $4) on conflict do nothing',
    [...id, request.hash],
  );
  if (begun.rowCount === 0) return resultOf<T>(client, id, request.hash);
  const result = await work();
  await client.query('update hormesis.deeds set result = $4 where actor = $1 and key = $2 and name = $3', [
    ...id,
    JSON.stringify(result),
  ]);
  return result;
}

/**
 * What `once` with this `name` returned when this request was made before; undefined when it was not done. For work that
 * asks others before its transaction, and must not ask them again.
 */
export async function doneBefore<T extends string | null>(client: Queryable, name: string): Promise<T | undefined> {
  const request = atWork.getStore();
  if (!request) return undefined;
  const id = [request.actor, request.key, name];
  const { rows } = await client.query<{ name: string }>(
    'select name from hormesis.deeds where actor = $1 and key = $2 and name = $3',
    id,
  );
  return rows.length === 0 ? undefined : resultOf<T>(client, id, request.hash);
}

async function resultOf<T>(client: Queryable, id: readonly string[], hash: string): Promise<T> {
  const { rows } = await client.query<{ request_hash: string; result: T }>(
    'select request_hash, result from hormesis.deeds where actor = $1 and key = $2 and name = $3',
    [...id],
  );
  const [deed] = rows;
  if (deed?.request_hash !== hash)
    throw new ApiError('idempotency_key_reused', 'this Idempotency-Key belongs to another request; use a new one');
  return deed.result;
}

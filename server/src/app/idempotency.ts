import { createHash } from 'node:crypto';
import { haltReport } from '@hormesis/contract/halt.ts';
import { IDEMPOTENCY_KEY_HEADER } from '@hormesis/contract/http-api.ts';
import type { Request, RequestHandler, Response } from 'express';
import { ApiError } from '../platform/api-error.ts';
import { type Database, within } from '../platform/database.ts';
import { isHalt } from '../platform/http.ts';
import { actorOf, identityOf } from '../platform/identity.ts';
import { asRequest } from '../platform/once.ts';

interface Row {
  request_hash: string;
  status: number | null;
  body: unknown;
}

/** How long a repeat waits for the first request to end, milliseconds. */
const WAIT_MS = 5_000;
/** How long the answer to a halt waits for the memory, and any answer for being remembered, milliseconds: the database may hang. */
const HALT_WAIT_MS = 300;
const STORE_MS = 2_000;
/** After this long a request without an answer belonged to a process that is gone. */
const TAKE_OVER_AFTER = '30 seconds';

/** Their answers hold a secret that nobody is told twice. */
const TELL_SECRETS: ReadonlySet<string> = new Set(['/access-tokens', '/webhooks']);

type Memory = { readonly kind: 'first' } | { readonly kind: 'known'; readonly status: number; readonly body: unknown };

/**
 * Makes a repeated POST harmless: the first answer to an `Idempotency-Key` is kept for a day and given again, refusals
 * too. A client that hangs up does not end its request: a repeat waits for it. Server errors are not kept, so the
 * request may be repeated; that of a process that died may be after half a minute. Whether such a one was done after all,
 * what it did knows itself (`../platform/once.ts`). Halts are done each time they are asked for.
 */
export function idempotency(database: Database): RequestHandler {
  return (request, response, next) => {
    // A sign-in is a new session each time, and who is nobody is refused by the route and remembered by nothing.
    if (request.method !== 'POST' || request.path === '/session' || !identityOf(request)) return next();
    const key = request.get(IDEMPOTENCY_KEY_HEADER);
    if (!key || !/^[\x21-\x7e]{8,200}$/.test(key)) {
      return next(
        new ApiError(
          'idempotency_key_missing',
          'every POST needs a header Idempotency-Key of 8 to 200 characters, a new one for each new action',
        ),
      );
    }
    if (isHalt(request)) {
      answerHalt(database, key, request, response);
      return next();
    }
    recall(database, key, request).then((memory) => {
      if (memory.kind === 'known') return response.status(memory.status).json(memory.body);
      remember(database, actorOf(request), key, request.path, response);
      asRequest({ actor: actorOf(request), key, hash: hashOf(request) }, next);
    }, next);
  };
}

/**
 * A halt goes on at once, and its memory is asked beside it: agents must not wait for the database. So a repeat is done
 * anew, and what it tells is what came of it now: between the two, something may have begun. What the memory adds, if it
 * has it in time, is what was done under this key before.
 */
function answerHalt(database: Database, key: string, request: Request, response: Response): void {
  const asking = within(HALT_WAIT_MS, recall(database, key, request)).catch(() => null);
  const json = response.json.bind(response);
  response.json = (body: unknown) => {
    void asking.then((memory) => {
      if (memory === null) return json(body);
      const own = { status: response.statusCode, body };
      const told = memory.kind === 'known' ? withBefore(own, memory) : own;
      const answer = () => response.status(told.status) && json(told.body);
      return within(STORE_MS, store(database, actorOf(request), key, told.status, told.body)).then(answer, answer);
    });
    return response;
  };
}

type Told = { readonly status: number; readonly body: unknown };

/** The answer `now` to a halt that was asked for under its key before. */
function withBefore(now: Told, before: Told): Told {
  if (before.status !== 200) return now;
  // Refused because it has ended, or is not there to be named as the current one any more: that was the first time's doing,
  // and what was attested then holds for ever.
  if (now.status === 409 || now.status === 404) return before;
  const halted = [...haltedIn(before.body), ...haltedIn(now.body)];
  if (now.status !== 200 || halted.length === 0) return now;
  return { ...now, body: { ...Object(now.body), halted: [...new Set(halted)] } };
}

/** Ids in the report of a halt; none in any other body. */
function haltedIn(body: unknown): readonly string[] {
  const report = haltReport.safeParse(body);
  return report.success ? report.data.halted : [];
}

/** The answer given before, or that this is the first request with this key. */
async function recall(database: Database, key: string, request: Request): Promise<Memory> {
  const actor = actorOf(request);
  const hash = hashOf(request);
  const inserted = await database.query(
    `insert into hormesis.idempotency_keys as known (actor, key, request_hash) values ($1, $2, $3)
     on conflict (actor, key) do update set created_at = clock_timestamp()
      where known.status is null and known.request_hash = excluded.request_hash
        and known.created_at < clock_timestamp() - interval '${TAKE_OVER_AFTER}'`,
    [actor, key, hash],
  );
  if (inserted.rowCount === 1) return { kind: 'first' };
  const row = await firstAnswer(database, actor, key);
  if (!row) return { kind: 'first' };
  if (row.request_hash !== hash)
    throw new ApiError('idempotency_key_reused', 'this Idempotency-Key belongs to another request; use a new one');
  if (row.status === null)
    throw new ApiError(
      'request_under_way',
      'the first request with this Idempotency-Key is still being worked on; send it again in a moment, with the same key',
    );
  return { kind: 'known', status: row.status, body: row.body };
}

function hashOf({ method, path, body }: Request): string {
  return createHash('sha256')
    .update(`${method} ${path} ${JSON.stringify(body ?? {})}`)
    .digest('hex');
}

async function firstAnswer(database: Database, actor: string, key: string): Promise<Row | null> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    const result = await database.query<Row>(
      'select request_hash, status, body from hormesis.idempotency_keys where actor = $1 and key = $2',
      [actor, key],
    );
    const row = result.rows[0] ?? null;
    if (!row || row.status !== null || waitedMs >= WAIT_MS) return row;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function remember(database: Database, actor: string, key: string, path: string, response: Response): void {
  const json = response.json.bind(response);
  response.json = (body: unknown) => {
    const kept = TELL_SECRETS.has(path) && response.statusCode < 300 ? secretToldOnce() : null;
    const storing = store(database, actor, key, kept?.status ?? response.statusCode, kept ? kept.body() : body);
    within(STORE_MS, storing)
      .catch(() => {})
      .finally(() => json(body));
    return response;
  };
}

/** Secrets are kept as hashes only: a repeat is not told one again. */
function secretToldOnce(): ApiError {
  return new ApiError(
    'wrong_state',
    'this was made by an earlier request, and its secret is told once; revoke or remove it and make another one',
  );
}

async function store(database: Database, actor: string, key: string, status: number, body: unknown): Promise<void> {
  if (status >= 500) return forget(database, actor, key);
  await database.query('update hormesis.idempotency_keys set status = $3, body = $4 where actor = $1 and key = $2', [
    actor,
    key,
    status,
    JSON.stringify(body ?? null),
  ]);
}

async function forget(database: Database, actor: string, key: string): Promise<void> {
  await database.query('delete from hormesis.idempotency_keys where actor = $1 and key = $2 and status is null', [
    actor,
    key,
  ]);
}

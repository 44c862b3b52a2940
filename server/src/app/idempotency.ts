import { createHash } from 'node:crypto';
import { IDEMPOTENCY_KEY_HEADER } from '@hormesis/contract/http-api.ts';
import type { Request, RequestHandler, Response } from 'express';
import { ApiError } from '../platform/api-error.ts';
import { type Database, isDatabaseAway } from '../platform/database.ts';
import { actorOf } from '../platform/identity.ts';

interface Row {
  request_hash: string;
  status: number | null;
  body: unknown;
}

/** How long a repeat waits for the first request to end, milliseconds. */
const WAIT_MS = 5_000;

/**
 * Makes a repeated POST harmless: the first answer to an `Idempotency-Key` is kept for a day and given again. Requests
 * that never reached an answer may be repeated; server errors are not kept.
 */
export function idempotency(database: Database): RequestHandler {
  return (request, response, next) => {
    // Nobody is somebody only after signing in, and a sign-in is a new session each time.
    if (request.method !== 'POST' || request.path === '/session') return next();
    const key = request.get(IDEMPOTENCY_KEY_HEADER);
    if (!key || !/^[\x21-\x7e]{8,200}$/.test(key)) {
      return next(
        new ApiError(
          'idempotency_key_missing',
          'every POST needs a header Idempotency-Key of 8 to 200 characters, a new one for each new action',
        ),
      );
    }
    replay(database, key, request, response).then(
      (answered) => {
        if (!answered) next();
      },
      (error) => {
        // The stop must work while the database is away, and halting twice is halting once.
        if (isDatabaseAway(error) && /\/halt$/.test(request.path)) return next();
        next(error);
      },
    );
  };
}

/** Answers from memory, or remembers the answer that will be given. True: answered. */
async function replay(database: Database, key: string, request: Request, response: Response): Promise<boolean> {
  const actor = actorOf(request);
  const hash = createHash('sha256')
    .update(`${request.method} ${request.path} ${JSON.stringify(request.body ?? {})}`)
    .digest('hex');
  const inserted = await database.query(
    'insert into hormesis.idempotency_keys (actor, key, request_hash) values ($1, $2, $3) on conflict do nothing',
    [actor, key, hash],
  );
  if (inserted.rowCount === 1) {
    remember(database, actor, key, response);
    return false;
  }
  const row = await firstAnswer(database, actor, key);
  if (row && row.request_hash !== hash)
    throw new ApiError('idempotency_key_reused', 'this Idempotency-Key belongs to another request; use a new one');
  if (!row) return false;
  if (row.status === null)
    throw new ApiError(
      'wrong_state',
      'the first request with this Idempotency-Key is still being worked on; ask again in a moment',
    );
  response.status(row.status).json(row.body);
  return true;
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

function remember(database: Database, actor: string, key: string, response: Response): void {
  const json = response.json.bind(response);
  response.json = (body: unknown) => {
    void store(database, actor, key, response.statusCode, body).finally(() => json(body));
    return response;
  };
  response.on('close', () => {
    if (!response.writableEnded) void forget(database, actor, key);
  });
}

async function store(database: Database, actor: string, key: string, status: number, body: unknown): Promise<void> {
  if (status >= 500) return forget(database, actor, key);
  await database
    .query('update hormesis.idempotency_keys set status = $3, body = $4 where actor = $1 and key = $2', [
      actor,
      key,
      status,
      JSON.stringify(body ?? null),
    ])
    .catch(() => {});
}

async function forget(database: Database, actor: string, key: string): Promise<void> {
  await database
    .query('delete from hormesis.idempotency_keys where actor = $1 and key = $2 and status is null', [actor, key])
    .catch(() => {});
}

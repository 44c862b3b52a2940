import pg from 'pg';

// bigint counters fit a double up to 2^53; dates stay dates.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/** Runs one statement, in or outside a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction; whatever it throws rolls back. */
  transaction<T>(work: (client: Queryable) => Promise<T>): Promise<T>;
  /** Runs many statements over one connection, each a transaction of its own: what is asked at once is one way there and back. */
  together<T>(work: (client: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * A pool on the database at `url`. Statements give up after ten seconds, so that a database that hangs is an error
 * and not a silence; `onError` hears of connections that broke while idle. What is asked on one connection before the
 * answer to something else came is sent at once, behind it: a busy process is late for each answer, and would be for all
 * of them in turn.
 */
export function openDatabase(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 12,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
    query_timeout: 10_000,
    // A process that freezes within a transaction must not hold its rows against all others.
    idle_in_transaction_session_timeout: 5_000,
    allowExitOnIdle: true,
    pipeline: true,
    application_name: 'hormesis',
  });
  pool.on('error', onError);
  return {
    query: (text, values) => pool.query(text, values),
    transaction: (work) => onConnection(pool, (client, spoilt) => inTransaction(client, spoilt, work)),
    together: (work) => onConnection(pool, (client) => allOver(client, work)),
    close: () => pool.end(),
  };
}

/** Runs `work` on a connection of the pool. One that broke, or that `work` calls spoilt, is not given to the next user. */
async function onConnection<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, spoilt: (error: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two statements says so here; unheard, that would end the process.
  const spoilt = (error: Error) => {
    broken = error;
  };
  client.on('error', spoilt);
  try {
    return await work(client, spoilt);
  } finally {
    client.removeListener('error', spoilt);
    client.release(broken);
  }
}

async function inTransaction<T>(
  client: pg.PoolClient,
  spoilt: (error: Error) => void,
  work: (client: Queryable) => Promise<T>,
): Promise<T> {
  const statements = followed(client);
  try {
    // Behind it goes the first statement: a connection on which no transaction begins is broken, and answers neither.
    const begun = statements.query('begin');
    const result = await Promise.all([work(statements), begun]);
    await statements.close();
    // After a statement that failed, whoever waited for it or not, a commit undoes everything, and is no error.
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('a statement of a transaction failed, and nothing of it was kept');
    return result[0];
  } catch (error) {
    await statements.close();
    // A connection that cannot even roll back is not given to the next user.
    await client.query('rollback').catch(spoilt);
    throw error;
  }
}

async function allOver<T>(client: pg.PoolClient, work: (client: Queryable) => Promise<T>): Promise<T> {
  const statements = followed(client);
  try {
    return await work(statements);
  } finally {
    await statements.close();
  }
}

/** The statements of one user of a connection. After `close`, which waits for all, nothing more runs: it would be a statement of whoever gets the connection next. */
function followed(client: pg.PoolClient): Queryable & { close(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  let closed = false;
  return {
    async query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]) {
      if (closed) throw new Error('a statement came after the end of its transaction');
      const answer = client.query<Row>(text, values);
      running.add(answer);
      try {
        return await answer;
      } finally {
        running.delete(answer);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(running);
    },
  };
}

/** Runs `work` inside a transaction so that what it throws undoes only what it did itself. */
export async function undoneAlone<T>(client: Queryable, work: () => Promise<T>): Promise<T> {
  await client.query('savepoint alone');
  try {
    const result = await work();
    await client.query('release savepoint alone');
    return result;
  } catch (error) {
    await client.query('rollback to savepoint alone');
    throw error;
  }
}

/** A number that the database would refuse, found before it was asked: SQLSTATE 22003, numeric value out of range. */
export class OutOfRange extends Error {
  override readonly name = 'OutOfRange';
  readonly code = '22003';
}

/** True when the database understood the statement and refused a value in it, such as a NUL character: class 22. */
export function isBadValue(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^22[0-9A-Z]{3}$/.test(String(error.code));
}

/** `text` as the database can keep it: without NUL and without halves of surrogate pairs. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** A database that does not answer in time is treated like one that is away. */
class TooSlow extends Error {
  override readonly name = 'TooSlow';
  readonly code = 'ETIMEDOUT';
}

/** `work`, or an error that counts as "the database is away" after `timeoutMs` milliseconds: a halt must not wait for a database that hangs. */
export function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new TooSlow(`the database gave no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** True for what may go well when the whole transaction is tried again: the database is away, busy, or two waited for each other. */
export function mayPass(error: unknown): boolean {
  if (isDatabaseAway(error)) return true;
  // Class 40: rolled back by the database, 53: too little of something, 55P03 and 57014: waited too long.
  return error instanceof Error && 'code' in error && /^(40|53|55P03|57014)/.test(String(error.code));
}

/** True when the database could not be asked at all, as opposed to having answered with an error. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'ENOENT'].includes(code)) return true;
  // Class 57: the server is shutting down, starting up, or was told to stop; 08: connection failures.
  if (code.startsWith('57P') || code.startsWith('08')) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error/.test(
    error.message,
  );
}

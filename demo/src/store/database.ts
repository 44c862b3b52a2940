import pg from 'pg';
import { requiredText } from '../platform/environment.ts';

/** Rows of one statement; each text is prepared once per connection under its name. */
export interface Database {
  rows<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A small pool of connections to `DEMO_DATABASE_URL`. A database that is away fails queries, never the process. */
export function database(service: string): Database {
  const pool = new pg.Pool({
    connectionString: requiredText(service, 'DEMO_DATABASE_URL'),
    application_name: `demo ${service}`,
    max: 4,
    connectionTimeoutMillis: 2_000,
    query_timeout: 3_000,
  });
  // An idle connection that breaks (PostgreSQL restarts) must not end the process; the next query opens a new one.
  pool.on('error', () => {});
  // The first connection opens while the service starts, so that nobody's first page waits for it. Failing here is no news.
  pool.query('select 1').catch(() => {});
  return {
    rows: async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) =>
      (await pool.query<Row>({ name, text, values })).rows,
    close: () => pool.end(),
  };
}

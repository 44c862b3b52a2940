import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface FreshDatabase {
  readonly url: string;
  /** Disconnects whoever is still connected and removes the database. */
  drop(): Promise<void>;
}

/** A database of its own with every migration applied, cloned from the template of this test run. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const template = new URL(inject('templateDatabase'));
  const templateName = template.pathname.slice(1);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdministrator(template, `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  return {
    url: withDatabase(template, name),
    drop: () => asAdministrator(template, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function asAdministrator(server: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(server: URL, database: string): string {
  const address = new URL(server);
  address.pathname = `/${database}`;
  return address.href;
}

import type { AccessRole, AccessToken } from '@hormesis/contract/access.ts';
import type { Queryable } from '../../platform/database.ts';

export type CredentialKind = 'token' | 'session' | 'sign_in_link';

export interface NewCredential {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly role: AccessRole;
  readonly hash: Buffer;
  readonly lifetimeMs: number | null;
}

interface CredentialRow {
  credential_id: string;
  kind: CredentialKind;
  name: string;
  role: AccessRole;
  created_at: Date;
  last_used_at: Date | null;
}

/** The advisory lock of `lockPreparation`, the same in all replicas. */
const PREPARATION = 'hormesis.credentials';

/**
 * Waits until no other replica prepares its credentials, and holds the others off until the transaction ends. An upsert
 * alone would not do: it settles a conflict over the secret, but one over the id is an error. Whoever signs in waits at
 * most for the row of their own secret.
 */
export async function lockPreparation(client: Queryable): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [PREPARATION]);
}

/** The living credential whose secret has this hash; marks it as used. */
export async function findCredential(client: Queryable, hash: Buffer): Promise<CredentialRow | null> {
  const result = await client.query<CredentialRow>(
    `update hormesis.credentials set last_used_at = clock_timestamp()
      where secret_hash = $1 and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())
      returning credential_id, kind, name, role, created_at, last_used_at`,
    [hash],
  );
  return result.rows[0] ?? null;
}

/** Stores a credential; one with the same secret stays as it is, but takes the name and role. */
export async function insertCredential(client: Queryable, credential: NewCredential): Promise<AccessToken> {
  const result = await client.query<CredentialRow>(
    `insert into hormesis.credentials (credential_id, kind, name, role, secret_hash, expires_at)
     values ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 millisecond')
     on conflict (secret_hash) do update set name = excluded.name, role = excluded.role, revoked_at = null, expires_at = excluded.expires_at
     returning credential_id, kind, name, role, created_at, last_used_at`,
    [credential.id, credential.kind, credential.name, credential.role, credential.hash, credential.lifetimeMs],
  );
  const [row] = result.rows;
  if (!row) throw new Error('a credential was not stored');
  return toToken(row);
}

/** True when each of these is a living credential as it is. */
export async function areStored(client: Queryable, credentials: readonly NewCredential[]): Promise<boolean> {
  const result = await client.query<{ stored: number }>(
    `select count(*) as stored from hormesis.credentials
       join unnest($1::text[], $2::bytea[], $3::text[], $4::text[]) as wanted (id, hash, name, role)
         on credential_id = wanted.id and secret_hash = wanted.hash
      where credentials.name = wanted.name and credentials.role = wanted.role and kind = 'token' and revoked_at is null
        and expires_at is null`,
    [
      credentials.map(({ id }) => id),
      credentials.map(({ hash }) => hash),
      credentials.map(({ name }) => name),
      credentials.map(({ role }) => role),
    ],
  );
  return result.rows[0]?.stored === credentials.length;
}

/** Removes the credential `id` when its secret is another one by now. */
export async function removeReplaced(client: Queryable, id: string, hash: Buffer): Promise<void> {
  await client.query('delete from hormesis.credentials where credential_id = $1 and secret_hash <> $2', [id, hash]);
}

/** All living tokens, newest first; sessions and links are not listed. */
export async function listTokens(client: Queryable): Promise<AccessToken[]> {
  const result = await client.query<CredentialRow>(
    `select credential_id, kind, name, role, created_at, last_used_at from hormesis.credentials
      where kind = 'token' and revoked_at is null order by created_at desc`,
  );
  return result.rows.map(toToken);
}

/** The highest role in which somebody of this name may come in now; null: nobody of the name may. */
export async function livingRole(client: Queryable, name: string): Promise<AccessRole | null> {
  const result = await client.query<{ role: AccessRole }>(
    `select role from hormesis.credentials
      where name = $1 and role <> 'agent' and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())
      order by array_position(array['admin', 'operator', 'viewer'], role) limit 1`,
    [name],
  );
  return result.rows[0]?.role ?? null;
}

/** Ends the session whose secret has this hash. */
export async function endSession(client: Queryable, hash: Buffer): Promise<void> {
  await client.query(
    `update hormesis.credentials set revoked_at = clock_timestamp() where secret_hash = $1 and kind = 'session' and revoked_at is null`,
    [hash],
  );
}

/** Ends a token and the sessions of its name: who may not come in any more is not left inside. Null when there is none of this id. */
export async function revoke(client: Queryable, id: string): Promise<AccessToken | null> {
  const result = await client.query<CredentialRow>(
    `update hormesis.credentials set revoked_at = clock_timestamp() where credential_id = $1 and kind = 'token' and revoked_at is null
      returning credential_id, kind, name, role, created_at, last_used_at`,
    [id],
  );
  const [row] = result.rows;
  if (!row) return null;
  await client.query(
    `update hormesis.credentials set revoked_at = clock_timestamp() where kind = 'session' and name = $1 and role = $2 and revoked_at is null`,
    [row.name, row.role],
  );
  return toToken(row);
}

/** True when some token of role admin exists. */
export async function hasAdmin(client: Queryable): Promise<boolean> {
  const result = await client.query(
    `select 1 from hormesis.credentials where kind = 'token' and role = 'admin' and revoked_at is null limit 1`,
  );
  return result.rows.length > 0;
}

/** Removes links and sessions that ran out. */
export async function removeStale(client: Queryable): Promise<void> {
  await client.query('delete from hormesis.credentials where expires_at < clock_timestamp()');
}

function toToken(row: CredentialRow): AccessToken {
  return {
    id: row.credential_id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

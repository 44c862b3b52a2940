import { createHash } from 'node:crypto';
import type { AccessRole, AccessToken, Identity } from '@hormesis/contract/access.ts';
import { randomId, randomSecret } from '../../platform/chance.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Database, isDatabaseAway, type Queryable, within } from '../../platform/database.ts';
import {
  areStored,
  type CredentialKind,
  endSession,
  findCredential,
  hasAdmin,
  insertCredential,
  lockPreparation,
  type NewCredential,
  removeReplaced,
  removeStale,
} from './access-queries.ts';

/** A session and a sign-in link last this long, milliseconds. */
export const SESSION_MS = 12 * 3_600_000;
/** How long an identity is believed without asking the database, and how long when it is away, milliseconds. */
const FRESH_MS = 5_000;
const AWAY_MS = SESSION_MS;
const HALT_FRESH_MS = 60_000;
/** How long somebody known waits for a database that hangs, milliseconds. */
const ASK_MS = 300;
const REMEMBERED = 1_000;

interface Looking {
  readonly asked: Promise<Identity | null>;
  readonly revocations: number;
  readonly atMs: number;
}

/** Who may do what: bearer tokens, browser sessions and sign-in links, kept as hashes. */
export class Access {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #revoked = new Set<() => void>();
  /** So often something was revoked here. */
  #revocations = 0;
  readonly #seen = new Map<string, { identity: Identity; atMs: number }>();
  readonly #looking = new Map<string, Looking>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Whose secret this is, or null. While the database is away whoever was known before still is: the person who wants
   * to halt must get through.
   */
  async identify(secret: string): Promise<Identity | null> {
    const hash = hashOf(secret);
    const key = hash.toString('hex');
    const seen = this.#seen.get(key);
    const ageMs = seen ? this.#clock.monotonicMs() - seen.atMs : Number.POSITIVE_INFINITY;
    if (seen && ageMs < FRESH_MS) return seen.identity;
    return this.#ask(hash, key, seen?.identity ?? null, ageMs);
  }

  /**
   * Whose secret this is for a halt, which must not wait for the database: whoever was valid within the last minute is
   * taken at once and looked up beside it. A secret revoked through this replica is forgotten here at that moment; one
   * revoked through another may still stop things for a minute, which is the safe mistake.
   */
  async identifyForHalt(secret: string): Promise<Identity | null> {
    const hash = hashOf(secret);
    const key = hash.toString('hex');
    const seen = this.#seen.get(key);
    const ageMs = seen ? this.#clock.monotonicMs() - seen.atMs : Number.POSITIVE_INFINITY;
    if (!seen || ageMs >= HALT_FRESH_MS) return this.identify(secret);
    if (ageMs >= FRESH_MS) this.#ask(hash, key, seen.identity, ageMs).catch(() => {});
    return seen.identity;
  }

  async #ask(hash: Buffer, key: string, seen: Identity | null, ageMs: number): Promise<Identity | null> {
    const asking = this.#look(hash, key);
    try {
      return await (seen ? within(ASK_MS, asking) : asking);
    } catch (error) {
      if (seen && ageMs < AWAY_MS && isDatabaseAway(error)) return seen;
      throw error;
    }
  }

  /** Thousands of agents come back with one token: the database is asked once for all who wait, until something is revoked. */
  #look(hash: Buffer, key: string): Promise<Identity | null> {
    const known = this.#looking.get(key);
    const nowMs = this.#clock.monotonicMs();
    // Whoever comes while the database hangs asks anew: another connection to it may answer.
    if (known?.revocations === this.#revocations && nowMs - known.atMs < ASK_MS) return known.asked;
    const asked = this.#askDatabase(hash, key).finally(() => {
      if (this.#looking.get(key)?.asked === asked) this.#looking.delete(key);
    });
    this.#looking.set(key, { asked, revocations: this.#revocations, atMs: nowMs });
    return asked;
  }

  /** An answer that comes too late for who waited for it counts for the next one: a slow database lets nobody in again and again. */
  async #askDatabase(hash: Buffer, key: string): Promise<Identity | null> {
    const revocations = this.#revocations;
    const found = await findCredential(this.#database, hash);
    this.#seen.delete(key);
    if (!found) return null;
    const identity = { name: found.name, role: found.role };
    // What was asked before a revocation may have been answered before it too.
    if (revocations === this.#revocations) this.#remember(key, identity);
    return identity;
  }

  /**
   * Trades a token or a sign-in link for a browser session; null when it is nobody's, or an agent's. The database is asked,
   * whatever is remembered here, and until the session is written nobody can revoke the token: no session outlives it.
   */
  signIn(secret: string): Promise<{ readonly identity: Identity; readonly session: string } | null> {
    return this.#database.transaction(async (client) => {
      const found = await findCredential(client, hashOf(secret));
      if (!found || found.role === 'agent' || found.kind === 'session') return null;
      const { name, role } = found;
      const session = newSecret();
      await store(client, 'session', name, role, session);
      return { identity: { name, role }, session };
    });
  }

  /** A new credential; the secret is told this once. */
  async create(kind: CredentialKind, name: string, role: AccessRole): Promise<AccessToken & { token: string }> {
    const token = newSecret();
    return { ...(await store(this.#database, kind, name, role, token)), token };
  }

  /** Ends the browser session with this secret; a bearer token goes on. */
  async signOut(secret: string): Promise<void> {
    const hash = hashOf(secret);
    await endSession(this.#database, hash);
    this.#revocations += 1;
    this.#seen.delete(hash.toString('hex'));
    this.#tellRevoked();
  }

  /**
   * Makes the secrets of the configuration known, and a first admin token where there is none. Returns that token, or null.
   * Replicas that start together do it one after the other: one of them makes the first token.
   */
  async prepare(adminToken: string | null, agentToken: string | null): Promise<string | null> {
    // Before the transaction: the rows it removes would stay locked against whoever revokes a token.
    await removeStale(this.#database);
    const settings = [
      ...(adminToken ? [settingOf('admin', 'admin', adminToken)] : []),
      ...(agentToken ? [settingOf('agents', 'agent', agentToken)] : []),
    ];
    const isPrepared = async (client: Queryable) =>
      (await areStored(client, settings)) && (adminToken !== null || (await hasAdmin(client)));
    // As after nearly every start: then nobody waits for anybody.
    const made = (await isPrepared(this.#database))
      ? null
      : await this.#database.transaction(async (client) => {
          await lockPreparation(client);
          await storeSettings(client, settings);
          return adminToken === null && !(await hasAdmin(client)) ? firstAdmin(client) : null;
        });
    if (adminToken) this.#remember(hashOf(adminToken).toString('hex'), { name: 'admin', role: 'admin' });
    return made;
  }

  #remember(key: string, identity: Identity): void {
    this.#seen.set(key, { identity, atMs: this.#clock.monotonicMs() });
    if (this.#seen.size > REMEMBERED) {
      const oldest = this.#seen.keys().next().value;
      if (oldest) this.#seen.delete(oldest);
    }
  }

  /** Forgets what was remembered, after a credential was revoked. */
  forget(): void {
    this.#revocations += 1;
    this.#seen.clear();
    this.#tellRevoked();
  }

  /** Calls `listener` after a credential was revoked here. */
  onRevoked(listener: () => void): void {
    this.#revoked.add(listener);
  }

  #tellRevoked(): void {
    for (const listener of this.#revoked) listener();
  }
}

function newSecret(): string {
  return `hrm_${randomSecret()}`;
}

function settingOf(name: string, role: AccessRole, secret: string): NewCredential {
  return { id: `setting-${name}`, kind: 'token', name, role, hash: hashOf(secret), lifetimeMs: null };
}

/**
 * Secrets of the configuration take the place of those that were set before: changing a setting is a revoke. All are
 * removed first: two that change places would otherwise take each other's row.
 */
async function storeSettings(client: Queryable, settings: readonly NewCredential[]): Promise<void> {
  for (const { id, hash } of settings) await removeReplaced(client, id, hash);
  for (const setting of settings) await insertCredential(client, setting);
}

async function firstAdmin(client: Queryable): Promise<string> {
  const secret = newSecret();
  await store(client, 'token', 'admin', 'admin', secret);
  return secret;
}

function store(
  client: Queryable,
  kind: CredentialKind,
  name: string,
  role: AccessRole,
  secret: string,
): Promise<AccessToken> {
  const lifetimeMs = kind === 'token' ? null : SESSION_MS;
  return insertCredential(client, { id: randomId(10), kind, name, role, hash: hashOf(secret), lifetimeMs });
}

// Secrets are random and long, so one round of SHA-256 is enough; no dictionary reaches them.
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

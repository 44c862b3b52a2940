import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Arm } from '@hormesis/contract/arm.ts';
import { formatToken, signedText } from '@hormesis/core/token.ts';
import { randomId } from '../../platform/chance.ts';
import type { Database } from '../../platform/database.ts';

/** Arm tokens are renewed every ten seconds of database time and are good for thirty: every replica makes the same ones. */
const SLOT_SECONDS = 10;
const VALID_SECONDS = 30;

export interface PublicKey {
  readonly id: string;
  /** Raw Ed25519 key, 32 bytes, base64url. */
  readonly publicKey: string;
}

/** Signs context tokens. The private key never leaves the control plane and its database. */
export class Signer {
  readonly key: PublicKey;
  readonly #private: KeyObject;
  readonly #arms = new Map<string, string>();
  #slot = 0;

  constructor(key: PublicKey, privateKey: KeyObject) {
    this.key = key;
    this.#private = privateKey;
  }

  /** The token of an arm at `databaseMs` milliseconds since 1970. */
  armToken(experiment: string, arm: Arm, databaseMs: number): string {
    const slot = Math.floor(databaseMs / 1000 / SLOT_SECONDS);
    if (slot !== this.#slot) {
      this.#arms.clear();
      this.#slot = slot;
    }
    const name = `${experiment}.${arm}`;
    const known = this.#arms.get(name);
    if (known) return known;
    const token = this.token(experiment, arm, slot * SLOT_SECONDS + VALID_SECONDS);
    this.#arms.set(name, token);
    return token;
  }

  /** A token that is good until `expirySeconds` seconds since 1970. */
  token(experiment: string, arm: Arm, expirySeconds: number): string {
    const text = signedText(this.key.id, experiment, arm, expirySeconds);
    return formatToken(
      this.key.id,
      experiment,
      arm,
      expirySeconds,
      sign(null, Buffer.from(text), this.#private).toString('base64url'),
    );
  }
}

/** The newest signing key of the database; makes the first one. All replicas come to the same. */
export async function loadSigner(database: Database): Promise<Signer> {
  const pair = generateKeyPairSync('ed25519');
  const { x } = pair.publicKey.export({ format: 'jwk' });
  if (!x) throw new Error('an Ed25519 key has no public part');
  return database.transaction(async (client) => {
    await client.query('lock table hormesis.signing_keys in exclusive mode');
    await client.query(
      `insert into hormesis.signing_keys (key_id, private_key, public_key)
       select $1, $2, $3 where not exists (select 1 from hormesis.signing_keys)`,
      [randomId(6), pair.privateKey.export({ format: 'der', type: 'pkcs8' }), x],
    );
    const result = await client.query<{ key_id: string; private_key: Buffer; public_key: string }>(
      'select key_id, private_key, public_key from hormesis.signing_keys order by created_at desc limit 1',
    );
    const row = result.rows[0];
    if (!row) throw new Error('hormesis.signing_keys is empty');
    const privateKey = createPrivateKey({ key: row.private_key, format: 'der', type: 'pkcs8' });
    return new Signer({ id: row.key_id, publicKey: row.public_key }, privateKey);
  });
}

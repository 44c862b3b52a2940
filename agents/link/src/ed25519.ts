import { createPublicKey, type KeyObject, verify } from 'node:crypto';

const MAX_KEYS = 100;
const keys = new Map<string, KeyObject>();

/** Making a key object costs more than a verification, and there are few keys. */
function publicKey(raw: string): KeyObject {
  const known = keys.get(raw);
  if (known) return known;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(raw, key);
  return key;
}

/** Ed25519 over the UTF-8 of a message. Key (32 raw bytes) and signature are base64url. Throws on an impossible key. */
export function verifySignature(rawPublicKey: string, message: string, signature: string): boolean {
  return verify(null, Buffer.from(message), publicKey(rawPublicKey), Buffer.from(signature, 'base64url'));
}

import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** `length` letters and digits that are hard to mistake for each other. */
export function randomId(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** A secret of 192 bits, base64url. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** `bytes` random bytes in hexadecimal. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A position on the ring, 0 to 999,999. */
export function randomPosition(): number {
  return randomInt(1_000_000);
}

/** Chance, passed in so that tests can repeat it. */
export interface Chance {
  /** A whole number from 0 to `limit` - 1, each as likely as the others. */
  below(limit: number): number;
}

export const systemChance: Chance = { below: (limit) => randomInt(limit) };

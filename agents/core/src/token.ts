import type { Arm } from './arm.ts';

/** A context token: what the control plane signed. The same for all requests of an arm. */
export interface Token {
  readonly text: string;
  readonly keyId: string;
  readonly experiment: string;
  readonly arm: Arm;
  /** Seconds since 1970 by the control plane's clock. */
  readonly expirySeconds: number;
  /** The part of `text` that the signature covers. */
  readonly signed: string;
  /** Ed25519, base64url without padding, 86 characters. */
  readonly signature: string;
}

/**
 * The last character of 64 bytes in base64url carries two bits; the other four must be zero. Four spellings of one
 * signature would otherwise pass, and a header with its last character changed must not.
 */
const FORM =
  /^(v1\.([a-z0-9]{1,16})\.(e[a-z0-9]{5,31})\.(treatment|control|tester)\.([1-9a-z][0-9a-z]{0,9}))\.([A-Za-z0-9_-]{85}[AQgw])$/;
const MAX_LENGTH = 200;

const isArm = (text: string | undefined): text is Arm =>
  text === 'treatment' || text === 'control' || text === 'tester';

/** The text a token's signature covers: `v1.<key>.<experiment>.<arm>.<expiry>`, the expiry in base 36 seconds. */
export function signedText(keyId: string, experiment: string, arm: Arm, expirySeconds: number): string {
  return `v1.${keyId}.${experiment}.${arm}.${expirySeconds.toString(36)}`;
}

/** The whole token: the signed text and its Ed25519 signature in base64url (86 characters). */
export function formatToken(
  keyId: string,
  experiment: string,
  arm: Arm,
  expirySeconds: number,
  signature: string,
): string {
  return `${signedText(keyId, experiment, arm, expirySeconds)}.${signature}`;
}

/** A token's parts, or null when the text is not exactly of the form. Says nothing about the signature or the expiry. */
export function parseToken(text: string): Token | null {
  if (text.length > MAX_LENGTH) return null;
  const match = FORM.exec(text);
  if (!match) return null;
  const [, signed = '', keyId = '', experiment = '', arm, expiry = '', signature = ''] = match;
  if (!isArm(arm)) return null;
  return { text, keyId, experiment, arm, expirySeconds: Number.parseInt(expiry, 36), signed, signature };
}

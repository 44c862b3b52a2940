import { parseToken, type Token } from './token.ts';

/** What a token is checked against; all of it comes from the control plane. */
export interface TokenGround {
  /** Public keys by their id, base64url of the 32 raw bytes. */
  readonly publicKeys: ReadonlyMap<string, string>;
  knowsExperiment(experiment: string): boolean;
  /** The control plane's time carried on locally, milliseconds since 1970; null before it was first heard. */
  readonly serverTimeMs: number | null;
  /** For the limit on failed verifications. */
  readonly monotonicMs: number;
}

export type TokenRefusal =
  | 'token_invalid'
  | 'token_experiment_unknown'
  | 'token_expired'
  | 'token_key_unknown'
  | 'token_signature_invalid'
  | 'token_verification_limited';

export type Verification =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly reason: TokenRefusal };

export interface VerifierOptions {
  /** Ed25519 over the UTF-8 of `message`; the key is raw, key and signature are base64url. May throw: that is a refusal. */
  verifySignature(publicKey: string, message: string, signature: string): boolean;
  /** Strings remembered for each of valid and refused; the oldest goes first. */
  readonly remembered?: number;
  readonly failuresPerSecond?: number;
}

export interface Verifier {
  verify(text: string, ground: TokenGround): Verification;
}

/** A bounded memory of tokens. Valid and refused ones are kept apart, so that a flood of forgeries evicts no valid token. */
class Remembered {
  readonly #limit: number;
  readonly #judged = new Map<string, { readonly token: Token; readonly publicKey: string }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The token of a text remembered here, whatever key it was judged by. */
  token(text: string): Token | null {
    return this.#judged.get(text)?.token ?? null;
  }

  has(text: string, publicKey: string): boolean {
    return this.#judged.get(text)?.publicKey === publicKey;
  }

  add(token: Token, publicKey: string): void {
    const [oldest] = this.#judged.keys();
    if (oldest !== undefined && this.#judged.size >= this.#limit) this.#judged.delete(oldest);
    this.#judged.set(token.text, { token, publicKey });
  }
}

/** Counts failures of the present second. */
class FailureBudget {
  readonly #perSecond: number;
  #second = Number.NEGATIVE_INFINITY;
  #failures = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  spent(monotonicMs: number): boolean {
    if (monotonicMs - this.#second >= 1_000) {
      this.#second = monotonicMs;
      this.#failures = 0;
    }
    return this.#failures >= this.#perSecond;
  }

  spend(): void {
    this.#failures += 1;
  }
}

/** Form, experiment and expiry: what costs nothing comes before the signature. */
function checkClaims(token: Token | null, ground: TokenGround): Verification {
  if (!token) return { ok: false, reason: 'token_invalid' };
  if (!ground.knowsExperiment(token.experiment)) return { ok: false, reason: 'token_experiment_unknown' };
  if (ground.serverTimeMs === null || token.expirySeconds * 1_000 <= ground.serverTimeMs) {
    return { ok: false, reason: 'token_expired' };
  }
  return { ok: true, token };
}

/**
 * Checks tokens. A signature costs 70 to 100 µs, so each string is verified once and the answer kept, refusals too; above
 * `failuresPerSecond` (50) failures in a second, strings not seen before are refused unread and not remembered.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const remembered = options.remembered ?? 1_000;
  const valid = new Remembered(remembered);
  const refused = new Remembered(remembered);
  const budget = new FailureBudget(options.failuresPerSecond ?? 50);

  const signatureHolds = (publicKey: string, token: Token): boolean => {
    try {
      return options.verifySignature(publicKey, token.signed, token.signature) === true;
    } catch {
      return false;
    }
  };

  const refusalOfSignature = (publicKey: string, token: Token, monotonicMs: number): TokenRefusal | null => {
    if (valid.has(token.text, publicKey)) return null;
    if (refused.has(token.text, publicKey)) return 'token_signature_invalid';
    if (budget.spent(monotonicMs)) return 'token_verification_limited';
    if (signatureHolds(publicKey, token)) {
      valid.add(token, publicKey);
      return null;
    }
    budget.spend();
    refused.add(token, publicKey);
    return 'token_signature_invalid';
  };

  return {
    verify(text, ground) {
      const claims = checkClaims(valid.token(text) ?? parseToken(text), ground);
      if (!claims.ok) return claims;
      const publicKey = ground.publicKeys.get(claims.token.keyId);
      if (publicKey === undefined) return { ok: false, reason: 'token_key_unknown' };
      const reason = refusalOfSignature(publicKey, claims.token, ground.monotonicMs);
      return reason === null ? claims : { ok: false, reason };
    },
  };
}

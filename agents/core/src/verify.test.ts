import { expect, test, vi } from 'vitest';
import { formatToken } from './token.ts';
import { createVerifier, type TokenGround } from './verify.ts';

const NOW_MS = 1_800_000_000_000;
const signature = (number: number) => `${number.toString(36).padStart(85, 'a')}A`;
const token = (number = 0, expirySeconds = NOW_MS / 1_000 + 30) =>
  formatToken('k1', 'eratings1', 'treatment', expirySeconds, signature(number));
const ground = (change: Partial<TokenGround> = {}): TokenGround => ({
  publicKeys: new Map([['k1', 'public']]),
  knowsExperiment: (experiment) => experiment === 'eratings1',
  serverTimeMs: NOW_MS,
  monotonicMs: 0,
  ...change,
});

test('a signature is verified once per string, whether it holds or not', () => {
  const verifySignature = vi.fn((_key: string, _message: string, text: string) => text === signature(0));
  const verifier = createVerifier({ verifySignature });
  for (const _ of [1, 2, 3]) {
    expect(verifier.verify(token(0), ground())).toMatchObject({ ok: true, token: { arm: 'treatment' } });
    expect(verifier.verify(token(1), ground())).toEqual({ ok: false, reason: 'token_signature_invalid' });
  }
  expect(verifySignature).toHaveBeenCalledTimes(2);
});

test('form, experiment and expiry are asked before any signature', () => {
  const verifySignature = vi.fn(() => true);
  const verifier = createVerifier({ verifySignature });
  const reasonOf = (text: string, change: Partial<TokenGround> = {}) => {
    const result = verifier.verify(text, ground(change));
    return result.ok ? null : result.reason;
  };
  expect(reasonOf('v1.nonsense')).toBe('token_invalid');
  expect(reasonOf(token(), { knowsExperiment: () => false })).toBe('token_experiment_unknown');
  expect(reasonOf(token(0, NOW_MS / 1_000))).toBe('token_expired');
  expect(reasonOf(token(), { serverTimeMs: null })).toBe('token_expired');
  expect(reasonOf(token(), { publicKeys: new Map() })).toBe('token_key_unknown');
  expect(verifySignature).not.toHaveBeenCalled();
});

test('a token that was valid is refused once it has expired', () => {
  const verifier = createVerifier({ verifySignature: () => true });
  expect(verifier.verify(token(), ground()).ok).toBe(true);
  expect(verifier.verify(token(), ground({ serverTimeMs: NOW_MS + 30_000 })).ok).toBe(false);
});

test('a flood of forgeries costs 50 verifications a second and hides no token known before', () => {
  const verifySignature = vi.fn((_key: string, _message: string, text: string) => text === signature(0));
  const verifier = createVerifier({ verifySignature });
  verifier.verify(token(0), ground());
  verifySignature.mockClear();
  const reasons = Array.from({ length: 5_000 }, (_, index) => verifier.verify(token(index + 1), ground()));
  expect(verifySignature).toHaveBeenCalledTimes(50);
  expect(reasons.at(-1)).toEqual({ ok: false, reason: 'token_verification_limited' });
  expect(verifier.verify(token(0), ground()).ok).toBe(true);
  verifier.verify(token(9_999), ground({ monotonicMs: 1_000 }));
  expect(verifySignature).toHaveBeenCalledTimes(51);
});

test('a verification that throws, or a key that was replaced, is a refusal', () => {
  const throwing = createVerifier({
    verifySignature: () => {
      throw new Error('no such curve');
    },
  });
  expect(throwing.verify(token(), ground())).toEqual({ ok: false, reason: 'token_signature_invalid' });
  const verifier = createVerifier({ verifySignature: (key) => key === 'public' });
  expect(verifier.verify(token(), ground()).ok).toBe(true);
  expect(verifier.verify(token(), ground({ publicKeys: new Map([['k1', 'another']]) })).ok).toBe(false);
});

import { setImmediate as nextTurn } from 'node:timers/promises';
import { readMember } from '@hormesis/core/baggage.ts';
import { createVerifier } from '@hormesis/core/verify.ts';
import { verifySignature } from '@hormesis/link/ed25519.ts';
import { expect } from 'vitest';
import {
  controlPlane,
  EXPERIMENT,
  liveAgent,
  pressPlay,
  RATINGS,
  ratingsSlow,
  request,
} from '../../agents/link/test/fleet-agent.ts';
import { mutatedHeaders } from './mutated-headers.ts';

const HEADERS_A_TURN = 500;

/**
 * Sends mutated headers through a living agent, at an inner service's route and at an entry's, and through a verifier without the
 * limit on failed verifications: so it is the signature that refuses them, not the limit. Fails at the first effect.
 */
export async function expectNoEffect(count: number, seed: number): Promise<void> {
  const plane = await controlPlane();
  const inner = await liveAgent(plane);
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(1_000_000) });
  const entry = await liveAgent(plane, { instance: 'gateway-1' });
  const good = plane.signer.token(EXPERIMENT, 'treatment', Math.floor(Date.now() / 1_000) + 3_600);
  const goodRequest = request('/ratings', { baggage: `hormesis=${good};u=00000000000000aa` });
  const expectGoodInjects = () => expect(inner.decide(inner.receive(goodRequest).context, RATINGS)).not.toBeNull();
  const unlimited = createVerifier({ verifySignature, failuresPerSecond: Number.POSITIVE_INFINITY });
  const verifies = (token: string): boolean =>
    unlimited.verify(token, {
      publicKeys: new Map([[plane.signer.keyId, plane.signer.publicKey]]),
      knowsExperiment: (experiment) => experiment === EXPERIMENT,
      serverTimeMs: Date.now(),
      monotonicMs: performance.now(),
    }).ok;

  expectGoodInjects();
  expect(verifies(good)).toBe(true);
  let sent = 0;
  for (const baggage of mutatedHeaders(plane.signer, EXPERIMENT, good, count, seed)) {
    const says = (what: string) => `header ${sent} of seed ${seed} ${what}: ${JSON.stringify(baggage)}`;
    const reading = readMember(baggage);
    const isUnitless = reading.kind === 'present' && reading.member.unit === null;
    if (reading.kind === 'present' && !isUnitless && verifies(reading.member.token)) expect.fail(says('verified'));
    const { context } = inner.receive(request('/ratings', { baggage }));
    if (context || inner.decide(context, RATINGS)) expect.fail(says('had an effect at a service'));
    const admitted = entry.receive(request('/play/alien', { baggage }));
    admitted.outcome?.finished(200);
    if (admitted.context) expect.fail(says('had an effect at the entry'));
    if (readMember(inner.outgoingBaggage(baggage, context, true)).kind !== 'absent') expect.fail(says('was forwarded'));
    sent += 1;
    if (sent % HEADERS_A_TURN === 0) await nextTurn();
  }
  expect(sent).toBe(count);
  // It was not an agent that had gone deaf.
  expectGoodInjects();
  await expect.poll(() => Object.keys(plane.reports().at(-1)?.counters ?? {})).not.toContain('agent_error');
}

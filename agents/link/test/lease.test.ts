import { expect, test } from 'vitest';
import {
  agentOf,
  controlPlane,
  EXPERIMENT,
  granting,
  liveAgent,
  RATINGS,
  ratingsSlow,
  readSoFar,
  request,
  until,
} from './fleet-agent.ts';

const treatment = (token: string) => request('/ratings', { baggage: `hormesis=${token};u=00000000000000aa` });

test('a ruleset alone permits nothing: faults begin with the answer to a report', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane);
  const agent = agentOf(plane);
  await until(() => plane.reports().length > 0);
  const { context } = agent.receive(treatment(plane.signer.token(EXPERIMENT, 'treatment')));
  expect(context?.arm).toBe('treatment');
  expect(agent.decide(context, RATINGS)).toBeNull();
  granting(plane);
  await until(() => agent.carrying);
  expect(agent.decide(context, RATINGS)?.fault).toEqual({ kind: 'latency', delayMs: 2_000 });
});

test('without answers the lease ends, and a call that is being delayed is woken', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane);
  granting(plane, 600);
  const agent = agentOf(plane);
  await until(() => agent.carrying);
  plane.answer = () => null;
  const { context } = agent.receive(treatment(plane.signer.token(EXPERIMENT, 'treatment')));
  const injection = agent.decide(context, RATINGS);
  expect(injection?.released.aborted).toBe(false);
  await until(() => injection?.released.aborted === true);
  expect(agent.carrying).toBe(false);
  expect(agent.decide(context, RATINGS)).toBeNull();
});

test('an answer that waited in a buffer does not prolong the lease', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane);
  const agent = agentOf(plane);
  await until(() => plane.reports().length > 0);
  const sequence = plane.reports()[0]?.sequence;
  await new Promise((resolve) => setTimeout(resolve, 400));
  // Granted for 300 ms from the moment the report was sent, which is over.
  plane.send({
    type: 'renewed',
    sequence,
    revision: 1,
    serverTimeMs: Date.now(),
    experiments: [{ id: EXPERIMENT, leaseMs: 300 }],
  });
  await readSoFar(plane);
  expect(agent.carrying).toBe(false);
});

test('a step of the wall clock ends the lease, and setting it back does not revive it', async () => {
  const plane = await controlPlane();
  let stepMs = 0;
  const clock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() + stepMs };
  const agent = await liveAgent(plane, { clock });
  plane.answer = () => null;
  stepMs = 60_000;
  expect(agent.carrying).toBe(false);
  stepMs = 0;
  expect(agent.carrying).toBe(false);
});

test('a wall clock set back does not prolong the lease', async () => {
  const plane = await controlPlane();
  let wallMs = 1_000_000_000;
  let monotonicMs = 0;
  const agent = await liveAgent(plane, { clock: { monotonicMs: () => monotonicMs, wallMs: () => wallMs } });
  plane.answer = () => null;
  wallMs -= 3_600_000;
  monotonicMs += 4_999;
  expect(agent.carrying).toBe(true);
  monotonicMs += 1;
  expect(agent.carrying).toBe(false);
});

test.each([5_001, -1, 0.5, null])('a lease of %s is none', async (leaseMs) => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane);
  plane.answer = () => ({ revision: 1, experiments: [{ id: EXPERIMENT, leaseMs: leaseMs as number }] });
  const agent = agentOf(plane);
  await until(() => (plane.reports().at(-1)?.counters.lease_invalid ?? 0) > 0);
  expect(agent.carrying).toBe(false);
});

import { expect, test } from 'vitest';
import { controlPlane, EXPERIMENT, liveAgent, RATINGS, ratingsSlow, readSoFar, request, until } from './fleet-agent.ts';

const delayed = async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  const baggage = `hormesis=${plane.signer.token(EXPERIMENT, 'treatment')};u=00000000000000aa`;
  const { context } = agent.receive(request('/ratings', { baggage }));
  return { plane, agent, context, injection: agent.decide(context, RATINGS) };
};

test('a halt wakes the call that is being delayed and is confirmed at once', async () => {
  const { plane, agent, context, injection } = await delayed();
  injection?.released.addEventListener('abort', () => injection.end());
  plane.send({ type: 'halt', halt: 'h1', experiments: [EXPERIMENT] });
  await until(() => plane.acks().length > 0);
  expect(plane.acks()).toEqual([{ type: 'ack', halt: 'h1', revision: 1, active: [], halted: [EXPERIMENT] }]);
  expect(injection?.released.aborted).toBe(true);
  expect(agent.decide(context, RATINGS)).toBeNull();
});

test('a call still in flight is told in the first confirmation, and its end in a second', async () => {
  const { plane, injection } = await delayed();
  plane.send({ type: 'halt', halt: 'h1', experiments: 'all' });
  await until(() => plane.acks().length === 1);
  expect(plane.acks()[0]?.active).toEqual([{ experiment: EXPERIMENT, rules: 0, inFlight: 1 }]);
  injection?.end();
  await until(() => plane.acks().length === 2);
  expect(plane.acks()[1]).toMatchObject({ halt: 'h1', active: [] });
});

test.each([0, 1, 7])('a halted experiment does not come back with revision %i', async (revision) => {
  const { plane, agent, context } = await delayed();
  plane.send({ type: 'halt', halt: 'h1', experiments: [EXPERIMENT] });
  await until(() => plane.acks().length === 1);
  plane.send(ratingsSlow(plane, { revision }));
  await readSoFar(plane);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(agent.carrying).toBe(false);
  expect(agent.decide(context, RATINGS)).toBeNull();
});

test('halted ids are told again after the line broke', async () => {
  const { plane } = await delayed();
  plane.send({ type: 'halt', halt: 'h1', experiments: [EXPERIMENT] });
  await until(() => plane.acks().length === 1);
  plane.cut();
  await until(() => plane.hellos().length === 2);
  expect(plane.hellos()[1]?.halted).toEqual([EXPERIMENT]);
});

test('a halt that cannot be read halts everything', async () => {
  const { plane, agent, injection } = await delayed();
  plane.send({ type: 'halt', halt: 'h1', experiments: 'some' });
  await until(() => plane.acks().length === 1);
  expect(injection?.released.aborted).toBe(true);
  expect(agent.carrying).toBe(false);
});

test('after a halt that leaves nothing to renew the next report comes within two seconds, and not within one', async () => {
  const { plane } = await delayed();
  await until(() => plane.reports().length > 1);
  // In the middle of a second: the next report would be due in the other half.
  await new Promise((resolve) => setTimeout(resolve, 400));
  plane.send({ type: 'halt', halt: 'h1', experiments: 'all' });
  await until(() => plane.acks().length === 1);
  const before = plane.reports().length;
  await new Promise((resolve) => setTimeout(resolve, 950));
  expect(plane.reports().length).toBe(before);
  await until(() => plane.reports().length > before);
});

import type { Ruleset } from '@hormesis/contract/agent-link.ts';
import { expect, test } from 'vitest';
import { createSigner } from './control-plane.ts';
import {
  controlPlane,
  EXPERIMENT,
  liveAgent,
  pressPlay,
  RATINGS,
  ratingsSlow,
  readSoFar,
  request,
  until,
} from './fleet-agent.ts';

const headerOf = (token: string) => ({ baggage: `hormesis=${token};u=00000000000000aa` });

test.each([1_000_001, -1, 0.5, '100%', null])('a share of %s in the ruleset means no faults', async (share) => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  const { context } = agent.receive(request('/x', headerOf(plane.signer.token(EXPERIMENT, 'treatment'))));
  const injection = agent.decide(context, RATINGS);
  plane.send(ratingsSlow(plane, { revision: 2, entries: pressPlay(share as number) }));
  await readSoFar(plane);
  expect(injection?.released.aborted).toBe(true);
  expect(agent.decide(context, RATINGS)).toBeNull();
  await until(() => plane.reports().at(-1)?.counters.ruleset_invalid === 1);
  expect(plane.reports().at(-1)?.active).toMatchObject([{ inFlight: 1, rules: 0 }]);
});

test('a call group outside the allowlist is not failed although the faults name it', async () => {
  const plane = await controlPlane();
  const ruleset: Ruleset = ratingsSlow(plane);
  const [experiment] = ruleset.experiments;
  experiment?.faults.push({ callGroup: 'api>http:bookmarks', fault: { kind: 'error', status: 503 } });
  plane.ruleset = ruleset;
  const agent = await liveAgent(plane);
  const { context } = agent.receive(request('/x', headerOf(plane.signer.token(EXPERIMENT, 'treatment'))));
  expect(agent.decide(context, 'api>http:bookmarks')).toBeNull();
  expect(agent.decide(context, RATINGS)).not.toBeNull();
  await until(() => plane.reports().at(-1)?.counters.call_group_not_allowed === 1);
});

test('the control arm and free traffic are never failed', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  const { context } = agent.receive(request('/x', headerOf(plane.signer.token(EXPERIMENT, 'control'))));
  expect(context?.arm).toBe('control');
  expect(agent.decide(context, RATINGS)).toBeNull();
  expect(agent.decide(null, RATINGS)).toBeNull();
});

test.each<[string, unknown]>([
  ['no object', 7],
  ['an unknown type', { type: 'inject-everything' }],
  ['a ruleset without fields', { type: 'ruleset' }],
  ['an answer without a number', { type: 'renewed' }],
  ['an answer nobody waits for', { type: 'renewed', sequence: 999, revision: 1, serverTimeMs: 1, experiments: [] }],
  ['no JSON', '{"type":'],
  ['bytes', Buffer.from([1, 2, 3])],
  ['a deep nest', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
])('%s on the line is dropped and counted, and the line stays', async (_name, frame) => {
  const plane = await controlPlane();
  await liveAgent(plane);
  plane.send(frame as string);
  await readSoFar(plane);
  const refused = /^(frame|ruleset|answer)_/;
  await until(() => Object.keys(plane.reports().at(-1)?.counters ?? {}).some((reason) => refused.test(reason)));
  expect(plane.hellos()).toHaveLength(1);
});

test('a frame above 4 MiB costs the line, never the host', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  plane.send('x'.repeat(4 * 1024 * 1024 + 1));
  await until(() => plane.hellos().length === 2);
  await until(() => agent.carrying);
});

test('an entry strips arms that come from outside, keeps testers, and assigns by the ring', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(0) });
  const agent = await liveAgent(plane);
  const forged = `a=1 , hormesis=${plane.signer.token(EXPERIMENT, 'treatment')};u=00000000000000aa,b=2;c`;
  const stripped = agent.receive(request('/play/alien', { baggage: forged, 'x-user': 'ripley' }));
  stripped.outcome?.finished(200);
  expect(stripped.baggage).toBe('a=1 ,b=2;c');
  expect(stripped.context?.arm).toBe('control');
  expect(agent.receive(request('/other', { baggage: forged }))).toEqual({
    baggage: 'a=1 ,b=2;c',
    context: null,
    outcome: null,
  });
  const tester = agent.receive(
    request('/play/alien', { baggage: `hormesis=${plane.signer.token(EXPERIMENT, 'tester')}` }),
  );
  tester.outcome?.finished(200);
  expect(tester).toMatchObject({ baggage: null, context: { arm: 'tester', unit: null } });
  expect(agent.decide(tester.context, RATINGS)).not.toBeNull();
});

test('an inner entry keeps an arm that verifies and does not count it again', async () => {
  const plane = await controlPlane();
  const routes = [{ method: 'GET', pattern: '/play/:title', inner: true }];
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(0, { routes }) });
  const agent = await liveAgent(plane);
  const kept = agent.receive(
    request('/play/alien', { ...headerOf(plane.signer.token(EXPERIMENT, 'treatment')), 'x-user': 'ripley' }),
  );
  expect(kept).toMatchObject({ baggage: null, context: { arm: 'treatment', unit: '00000000000000aa' }, outcome: null });
});

test('a request without a unit is in no arm', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane, { entries: pressPlay(1_000_000) });
  const agent = await liveAgent(plane);
  for (const headers of [{}, { 'x-user': '' }] as Record<string, string>[]) {
    const received = agent.receive(request('/play/alien', headers));
    received.outcome?.finished(200);
    expect(received.context).toBeNull();
  }
});

test('a token that expired, is of another key, or of an experiment unknown is refused and removed', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  const stranger = createSigner();
  const past = Math.floor(Date.now() / 1_000) - 1;
  for (const token of [
    plane.signer.token(EXPERIMENT, 'treatment', past),
    stranger.token(EXPERIMENT, 'treatment'),
    createSigner('k2').token(EXPERIMENT, 'treatment'),
    plane.signer.token('eunknown1', 'treatment'),
  ]) {
    expect(agent.receive(request('/x', headerOf(token)))).toEqual({ baggage: undefined, context: null, outcome: null });
  }
  await until(() => plane.reports().at(-1)?.counters.token_experiment_unknown === 1);
  expect(plane.reports().at(-1)?.counters).toMatchObject({
    token_expired: 1,
    token_signature_invalid: 1,
    token_key_unknown: 1,
  });
});

test('our member goes to hosts of the fleet and to no others', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  const { context } = agent.receive(request('/x', headerOf(plane.signer.token(EXPERIMENT, 'treatment'))));
  expect(agent.outgoingBaggage('a=1', context, true)).toBe(`a=1,${context?.member}`);
  expect(agent.outgoingBaggage(`a=1,${context?.member},b=2`, context, false)).toBe('a=1,b=2');
  expect(agent.outgoingBaggage(context?.member, null, true)).toBeUndefined();
});

import type { Prediction } from '@hormesis/contract/prediction.ts';
import type { SparedRequests, Surroundings } from '@hormesis/contract/surroundings.ts';
import { expect, test } from 'vitest';
import { predictionBrake } from './beyond-prediction.ts';
import { spilloverBrake } from './spillover.ts';

const nobody: SparedRequests = { requests: 0, failed: 0, failingUnits: 0 };
const calm: Surroundings = {
  control: nobody,
  free: nobody,
  injectedRequests: 0,
  injectedAt: [],
  injectedIn: [],
  openBreakers: [],
};
const around = (changes: Partial<Surroundings>): Surroundings => ({ ...calm, ...changes });

/** An hour at 100 requests a second, of which two in a thousand fail; 20 requests are failed in ten seconds. */
const predicted: Prediction = {
  observedSeconds: 3_600,
  requestsPerSecond: 100,
  baseline: { requests: 360_000, failed: 720 },
  callGroups: ['api>http:ratings'],
  services: ['api'],
  downstream: ['ratings'],
  regions: [],
  zones: [],
  unitsOfPath: null,
  advice: [],
  verdictMinutes: null,
  stages: [
    { stage: 0, trafficPpm: 20_000, requestsPer10s: 20, injectedRequestsPer10s: 20, injectionsPer10s: 40 },
    { stage: 1, trafficPpm: 250_000, requestsPer10s: 250, injectedRequestsPer10s: 250, injectionsPer10s: 500 },
  ],
};
const failing = (failed: number, requests: number, failingUnits = failed) => ({ requests, failed, failingUnits });

test('control that fails far above what is usual on the path halts, although both arms are equal', () => {
  // Usual are 0.2 %: the limit is one point above.
  const hit = spilloverBrake(predicted, around({ control: failing(150, 250) }));
  expect(hit).toMatchObject({ tripped: true, value: 0.6, limit: 0.012 });
  expect(hit.text).toContain('60 % of the requests in control failed within 10 s, of 150 users; halts above 1.2 %');
});

test('traffic in no experiment counts as well', () => {
  const hit = spilloverBrake(predicted, around({ control: failing(1, 20), free: failing(30, 960) }));
  expect(hit).toMatchObject({ tripped: true });
  expect(hit.text).toContain('in no experiment');
});

test('where treatment lost nobody it halts all the same, and does not claim that treatment did it', () => {
  const hit = spilloverBrake(predicted, around({ free: failing(30, 960) }), 0);
  expect(hit.tripped).toBe(true);
  expect(hit.text).toContain('in treatment nobody failed, so it may as well be load from elsewhere');
  expect(spilloverBrake(predicted, around({ free: failing(30, 960) }), 1).text).not.toContain('elsewhere');
  expect(spilloverBrake(predicted, around({ free: failing(5, 960) }), 0).text).not.toContain('elsewhere');
});

test('one broken client that tries a hundred times is not spillover, nor are nineteen users', () => {
  expect(spilloverBrake(predicted, around({ free: failing(100, 960, 1) })).tripped).toBe(false);
  expect(spilloverBrake(predicted, around({ control: failing(19, 20) })).tripped).toBe(false);
  expect(spilloverBrake(predicted, around({ control: failing(20, 20) })).tripped).toBe(true);
});

test('where a path fails often anyway, three times as much is let pass', () => {
  const often = { ...predicted, baseline: { requests: 360_000, failed: 18_000 } };
  const hit = spilloverBrake(often, around({ control: failing(140, 1_000) }));
  expect(hit.tripped).toBe(false);
  expect(hit.limit).toBeGreaterThan(0.15);
  expect(spilloverBrake(often, around({ control: failing(160, 1_000) })).tripped).toBe(true);
});

test('a few requests say little about what is usual, none say nothing', () => {
  const few = { ...predicted, baseline: { requests: 100, failed: 0 } };
  expect(spilloverBrake(few, around({ control: failing(50, 250) })).tripped).toBe(false);
  expect(spilloverBrake(few, around({ control: failing(100, 250) })).tripped).toBe(true);
  const none = { ...predicted, baseline: { requests: 0, failed: 0 } };
  for (const unknown of [none, undefined]) {
    expect(spilloverBrake(unknown, around({ control: failing(250, 250) }))).toMatchObject({
      tripped: false,
      text: expect.stringContaining('was not observed before the start'),
    });
  }
});

test('a fault in a call group or a service that was not predicted halts at once', () => {
  const at = (callGroup: string, service: string) =>
    predictionBrake(predicted, 0, around({ injectedRequests: 1, injectedAt: [{ callGroup, service }] }));
  expect(at('api>http:ratings', 'api').tripped).toBe(false);
  expect(at('api>http:ratings/GET /ratings/:id', 'api').tripped).toBe(false);
  expect(at('api>http:bookmarks', 'api')).toMatchObject({
    tripped: true,
    text: expect.stringContaining('api>http:bookmarks was failed in api, which was not predicted'),
  });
  expect(at('api>http:ratings', 'web').tripped).toBe(true);
});

test('a fault in a region that was not predicted halts at once; where agents named no region nothing is judged', () => {
  const there = (regions: string[], region: string) =>
    predictionBrake({ ...predicted, regions }, 0, around({ injectedIn: [{ region, zone: null, service: 'api' }] }));
  expect(there(['eu-west-1'], 'eu-west-1').tripped).toBe(false);
  expect(there(['eu-west-1'], 'us-east-1')).toMatchObject({
    tripped: true,
    text: expect.stringContaining('api failed calls in the region us-east-1, which was not predicted'),
  });
  expect(there([], 'us-east-1').tripped).toBe(false);
});

test('a zone that was not predicted halts as well', () => {
  const there = (zone: string | null) =>
    predictionBrake(
      { ...predicted, regions: ['north'], zones: ['north-a'] },
      0,
      around({ injectedIn: [{ region: 'north', zone, service: 'api' }] }),
    );
  expect([there('north-a').tripped, there(null).tripped]).toEqual([false, false]);
  expect(there('north-b')).toMatchObject({
    tripped: true,
    text: expect.stringContaining('api failed calls in the zone north-b, which was not predicted'),
  });
});

test('more requests with a fault than 2μ + 5√μ + 10 within ten seconds halt, by the μ of the stage', () => {
  const at = (stage: number, injectedRequests: number) =>
    predictionBrake(predicted, stage, around({ injectedRequests })).tripped;
  // 2·20 + 5·√20 + 10 = 72.4
  expect([at(0, 72), at(0, 73)]).toEqual([false, true]);
  expect([at(1, 73), at(1, 590)]).toEqual([false, true]);
});

test('a path with more traffic than was predicted is let meet more faults; clients that try again because of them are not', () => {
  const at = (controlRequests: number, injectedRequests: number) =>
    predictionBrake(predicted, 1, around({ injectedRequests, control: failing(0, controlRequests) }));
  // Three times the traffic of the night: control has 750 requests in ten seconds, and so has treatment.
  expect(at(750, 750).tripped).toBe(false);
  expect(at(750, 750).text).toContain('250 were predicted (750 with the traffic of now); halts above');
  expect(at(750, 1_700).tripped).toBe(true);
  // Treatment alone sends three times as much.
  expect(at(250, 750).tripped).toBe(true);
  // Traffic that went down gives no less room than was told before.
  expect(at(10, 500).tripped).toBe(false);
});

test('a path whose agents were there before its first request does not halt at it', () => {
  const stage = { stage: 0, trafficPpm: 950_000, requestsPer10s: 0, injectedRequestsPer10s: 0, injectionsPer10s: 0 };
  const quiet = { ...predicted, requestsPerSecond: 0, stages: [stage] };
  const at = (injectedRequests: number) =>
    predictionBrake(quiet, 0, around({ injectedRequests, control: failing(0, 5) })).tripped;
  // ρ is 95 %: beside 5 requests of control 95 of treatment are expected.
  expect([at(95), at(250)]).toEqual([false, true]);
});

test('a path seen for less than a minute predicts nothing, and the brake says so', () => {
  const short = { ...predicted, observedSeconds: 12 };
  expect(predictionBrake(short, 0, around({ injectedRequests: 5_000 }))).toMatchObject({
    tripped: false,
    text: expect.stringContaining('observed for 12 s before the start'),
  });
  expect(predictionBrake(undefined, 0, calm).tripped).toBe(false);
});

import { readFileSync } from 'node:fs';
import type { ExperimentView, TesterToken } from '@hormesis/contract/experiment.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import { status } from '@hormesis/contract/status.ts';
import { loadSigner } from '@hormesis/server/features/rules/signing.ts';
import { openDatabase } from '@hormesis/server/platform/database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createSigner } from '../../agents/link/test/control-plane.ts';
import { type DemoFleet, demoFleetFile, startDemoFleet } from '../harness/demo-fleet.ts';
import { type House, openHouse } from '../harness/house.ts';
import { repositoryFile, startService } from '../harness/service.ts';
import { until } from '../harness/until.ts';
import { type Viewers, viewers } from '../harness/viewers.ts';

/** What `hormesis run --wait --json` prints: scripts rely on these names. */
interface RunTold {
  readonly experiment: string;
  readonly scenario: string;
  readonly state: string;
  readonly verdict: string;
  readonly reason: string;
  readonly stages: readonly {
    readonly trafficPpm: number;
    readonly exposedUnits: { readonly treatment: number; readonly control: number };
    readonly failing: { readonly treatment: number; readonly control: number };
  }[];
  readonly injections: number;
  readonly halt: HaltReport | null;
}

let house: House;
let fleet: DemoFleet;
let people: Viewers;

/** The whole demo fleet with the agent in each service, without its natural failures. */
beforeAll(async () => {
  house = await openHouse();
  fleet = await startDemoFleet({
    databaseUrl: house.database.url,
    env: { DEMO_FAILURE_PPM: '0' },
    start: (service) => startService({ ...service, controlPlane: house.controlPlane }),
  });
  await house.apply({ ...scenarioFile('recommendations-down'), name: 'recommendations-down-briefly', ramp: BRIEFLY });
  await house.agentsConnected(demoFleetFile.services.length);
  people = viewers(fleet.url('gateway'), 4);
  // The first answers of fresh processes are slow.
  await until('warm services', () => people.served > 40, 30_000);
});
afterAll(async () => {
  await people?.leave();
  await fleet?.stop();
  await house?.stop();
});

/** Fewer users and seconds than the demo's own ramp, so wider margins: the statistics stay what they are. */
const BRIEFLY = {
  stages: [100_000, 400_000, 800_000].map((trafficPpm) => ({
    trafficPpm,
    holdMs: 1_000,
    minExposedUnits: 10,
    marginPpm: 500_000,
    timeoutMs: 60_000,
  })),
};

function scenarioFile(name: string): object {
  return parse(readFileSync(repositoryFile(`scenarios/failure/${name}.yaml`), 'utf8'));
}

function kindsOf(view: ExperimentView): string[] {
  return view.timeline.map((event) => event.kind).filter((kind) => kind !== 'waiting');
}

// Never a pass without evidence, and a pass where a fallback really holds.
test('recommendations are down and nobody minds: every stage passes, also the one above 50 %', {
  timeout: 90_000,
}, async () => {
  const { exitCode, told } = await house.hormesisJson<RunTold>('run', 'recommendations-down-briefly', '--wait');
  expect({ exitCode, told }).toMatchObject({
    exitCode: 0,
    told: { scenario: 'recommendations-down-briefly', state: 'completed', verdict: 'passed', halt: null },
  });
  expect(told.injections).toBeGreaterThan(0);
  expect(told.stages.map((stage) => stage.trafficPpm)).toEqual([100_000, 400_000, 800_000]);
  for (const { exposedUnits } of told.stages) {
    expect(Math.min(exposedUnits.treatment, exposedUnits.control)).toBeGreaterThanOrEqual(10);
  }
  const view = await house.experiment(told.experiment);
  const climbed = [
    'stage_began',
    'gate_passed',
    'stage_began',
    'gate_passed',
    'stage_began',
    'arms_moved',
    'gate_passed',
  ];
  expect(kindsOf(view)).toEqual(['created', 'started', ...climbed, 'completed', 'verdict']);
  expect(view.logE).toBeLessThan(view.haltLogE);
  const flow = view.flows.find((each) => each.callGroup === 'api>http:recommendations');
  expect(flow?.absorbed.fallback).toBeGreaterThan(0);
  expect(flow?.visible).toBe(0);
  expect(view.blastRadius.callGroups).toEqual(['api>http:recommendations']);
});

// It stops by itself the moment real users are worse off than an equal group left alone.
test('ratings are slow and the fallback was forgotten: the experiment halts itself after a dozen users', {
  timeout: 90_000,
}, async () => {
  const { exitCode, told } = await house.hormesisJson<RunTold>('run', 'ratings-slow', '--percent', '10', '--wait');
  expect({ exitCode, told }).toMatchObject({ exitCode: 2, told: { state: 'halted', verdict: 'failed' } });
  expect(told.halt?.agents).toEqual({ connected: 8, confirmed: 8, unknown: [] });
  const view = await house.experiment(told.experiment);
  expect(view.state).toMatchObject({ name: 'halted', by: 'hormesis', reason: 'harm' });
  const [failed] = view.evidence.kpis;
  expect(failed?.logE).toBeGreaterThanOrEqual(failed?.haltLogE ?? Number.POSITIVE_INFINITY);
  // With three KPIs eleven are the least that can be told from chance at 1 %; those who failed in the second of the
  // decision come on top.
  expect(failed?.failing.treatment).toBeGreaterThanOrEqual(11);
  expect(failed?.failing.treatment).toBeLessThan(22);
  expect(kindsOf(view)).toEqual(['created', 'started', 'stage_began', 'halted', 'verdict', 'halt_confirmed']);
});

// Not every harm is a failed request: each of these pages is answered with 200.
test.each([
  ['bookmarks-late', 'slow', 'users were slow in treatment and 0 in control'],
  ['stream-slots-down', 'missing:play_start', 'users did not start playing in treatment and 0 in control'],
])('%s fails no request, and halts by the KPI %s', { timeout: 90_000 }, async (scenario, kpi, words) => {
  const { exitCode, told } = await house.hormesisJson<RunTold>('run', scenario, '--percent', '10', '--wait');
  expect({ exitCode, told }).toMatchObject({ exitCode: 2, told: { state: 'halted', verdict: 'failed' } });
  expect(told.reason).toContain(words);
  const { evidence, flows } = await house.experiment(told.experiment);
  const harmed = evidence.kpis.filter(({ logE, haltLogE }) => logE >= haltLogE);
  expect(harmed.map((each) => each.kpi)).toEqual([kpi]);
  expect(harmed[0]?.failing.treatment).toBeGreaterThanOrEqual(11);
  expect(evidence.kpis.find((each) => each.kpi === 'failed')?.failing).toEqual({ treatment: 0, control: 0 });
  expect(flows.every(({ visible }) => visible === 0)).toBe(true);
});

/** The control plane's own key, read where it is kept, and a stranger's under the same name. */
async function signers() {
  const database = openDatabase(house.database.url, () => {});
  const ours = await loadSigner(database);
  await database.close();
  return { ours, stranger: createSigner(ours.key.id) };
}

async function play(baggage: string): Promise<{ status: number; tookMs: number }> {
  const beganMs = performance.now();
  const headers = { 'x-user-id': 'u099999', baggage };
  const response = await fetch(`${fleet.url('gateway')}/play/glass-lantern`, { headers });
  await response.arrayBuffer();
  return { status: response.status, tookMs: performance.now() - beganMs };
}

function changed(text: string, position: number): string {
  const at = position < 0 ? text.length + position : position;
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}

// Promise 5: nobody outside can make a request fail. The first way into an experiment is a tester's own request.
test("a tester's own request waits for its license, and no forged header does, at 0 % of live traffic", async () => {
  const { exitCode, told } = await house.hormesisJson<TesterToken>('token', 'license-slow', '--ttl', '5m');
  expect(exitCode).toBe(0);
  const { name, value } = told.header;
  expect(name).toBe('baggage');
  const injected = async () => (await house.experiment(told.experiment)).injections;
  // Rules and leases take a moment to reach all services on the way.
  let slowed = 0;
  await until(
    'the first slow license',
    async () => {
      const { status: code, tookMs } = await play(value);
      expect(code).toBe(200);
      slowed += 1;
      return tookMs >= 1_500 && injected();
    },
    20_000,
  );
  // What was injected is told with the next report, a second later at most.
  const before = await until('every injection so far in a report', async () => {
    const told = await injected();
    await new Promise((wake) => setTimeout(wake, 2_000));
    return told === (await injected()) && told;
  });
  expect(before).toBeLessThanOrEqual(slowed);

  const { ours, stranger } = await signers();
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const signedBy = (signer: Pick<typeof ours, 'token'>, expirySeconds: number) =>
    `hormesis=${signer.token(told.experiment, 'tester', expirySeconds)}`;
  const servedBefore = people.served;
  const forgeries = [
    ...[9, 12, 20, -90, -40, -1].map((position) => changed(value, position)),
    signedBy(ours, nowSeconds - 1),
    signedBy(stranger, nowSeconds + 300),
    `${value},${value}`,
  ];
  for (const forgery of forgeries) expect(await play(forgery), forgery).toMatchObject({ status: 200 });
  await until('other people', () => people.served > servedBefore + 20, 20_000);
  expect(status.parse(await house.get('/status')).traffic.treatmentPpm).toBe(0);

  // Signed anew with the right key the same words do work, and playback's report of it holds all that came before.
  expect((await play(signedBy(ours, nowSeconds + 300))).tookMs).toBeGreaterThanOrEqual(1_500);
  await until('the last injection in a report', async () => (await injected()) > before);
  expect(await injected()).toBe(before + 1);
  const { blastRadius, trafficPpm } = await house.experiment(told.experiment);
  expect({ requests: blastRadius.requests, trafficPpm }).toEqual({
    requests: { treatment: 0, control: 0 },
    trafficPpm: 0,
  });
  const live = await house.hormesis('run', 'license-slow', '--percent', '1');
  expect(live.exitCode).toBe(4);
  expect(live.stderr).toContain('essential');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Ruleset } from '@hormesis/contract/agent-link.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../agents/link/test/control-plane.ts';
import { type House, openHouse } from '../harness/house.ts';
import { type Relay, startRelay } from '../harness/relay.ts';
import { until } from '../harness/until.ts';

// Promise 1: no call group outside its path's allowlist is ever injected. Three places say so, and each test goes round the other two.

const PATH = {
  kind: 'CriticalPath',
  name: 'watch',
  title: 'Watch',
  entries: [{ service: 'api', routes: ['GET /watch/:title'] }],
  unit: { from: 'header', name: 'x-user-id' },
  allowlist: [{ callGroup: 'api>http:ratings', role: 'degradable' }],
  maxTreatmentPpm: 500_000,
  approval: { by: 'the test', reason: 'nobody is a customer here', sandbox: true },
};
const FAULT = { kind: 'error', status: 503 } as const;

function failing(name: string, callGroup: string) {
  const words = { title: name, hypothesis: 'The page comes all the same.' };
  return {
    kind: 'Scenario',
    name,
    path: 'watch',
    ...words,
    faults: [{ callGroup, fault: FAULT }],
    guardrails: { alphaPpm: 10_000, budgetUnits: 50 },
  };
}

let house: House;
let api: Relay;
const folder = mkdtempSync(path.join(tmpdir(), 'hormesis-allowlist-'));

beforeAll(async () => {
  house = await openHouse();
  const { controlPlane } = house;
  const payments = house.keep(await startRelay({ name: 'payments' }));
  api = house.keep(await startRelay({ name: 'api', controlPlane, dependencies: { payments } }));
  await house.apply(PATH);
  await house.agentsConnected(1);
});
afterAll(async () => {
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function saved(name: string, document: object): string {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(document));
  return file;
}

test('creation: a scenario outside the allowlist is not kept, and the message names the field and what is allowed', async () => {
  const outside = await house.hormesis(
    'scenarios',
    'apply',
    '-f',
    saved('outside', failing('payments-down', 'api>http:payments')),
  );
  expect(outside.exitCode).toBe(4);
  expect(outside.stdout).toBe('');
  expect(outside.stderr).toContain('call_group_not_allowed');
  expect(outside.stderr).toContain('faults.0.callGroup');
  expect(outside.stderr).toContain('api>http:ratings');
  expect((await house.hormesis('scenarios', 'show', 'payments-down')).exitCode).toBe(1);

  const inside = await house.hormesis(
    'scenarios',
    'apply',
    '-f',
    saved('inside', failing('ratings-down', 'api>http:ratings')),
  );
  expect(inside.exitCode).toBe(0);
});

test('start: a scenario that came into the database without anybody checking it does not start', async () => {
  const client = new pg.Client({ connectionString: house.database.url });
  await client.connect();
  await client.query(
    `insert into hormesis.scenarios (scenario_name, version, source, spec, updated_by) values ($1, 1, 'database', $2, 'nobody')`,
    ['smuggled', failing('smuggled', 'api>http:payments')],
  );
  await client.end();
  const refused = await house.hormesis('run', 'smuggled', '--percent', '10');
  expect(refused.exitCode).toBe(4);
  expect(refused.stderr).toContain('call_group_not_allowed');
  expect(refused.stderr).toContain('api>http:payments');
  // For testers neither: the allowlist knows no exception.
  expect((await house.hormesis('token', 'smuggled')).exitCode).toBe(4);
  expect(await house.get('/experiments')).toEqual({ items: [] });
  expect((await api.ask({ 'x-user-id': 'u1' })).calls.payments?.status).toBe(200);
});

const EXPERIMENT = 'esmuggled1';

function everybodyFails(plane: ControlPlane, revision: number, allowlist: readonly string[]): Ruleset {
  return {
    type: 'ruleset',
    revision,
    serverTimeMs: Date.now(),
    keys: [{ id: plane.signer.keyId, publicKey: plane.signer.publicKey }],
    entries: [],
    experiments: [
      {
        id: EXPERIMENT,
        path: 'watch',
        stage: 0,
        arms: ['treatment', 'tester'],
        allowlist: [...allowlist],
        faults: [{ callGroup: 'api>http:payments', fault: FAULT }],
      },
    ],
  };
}

test('agent: a control plane that orders a fault outside the allowlist is not obeyed', async () => {
  const plane = await startControlPlane();
  plane.answer = ({ revision }) => ({ revision, experiments: [{ id: EXPERIMENT, leaseMs: 5_000 }] });
  plane.ruleset = everybodyFails(plane, 1, ['api>http:ratings']);
  const payments = await startRelay({ name: 'payments' });
  const controlPlane = { url: plane.url, agentToken: 'any' };
  const ordered = await startRelay({ name: 'api', controlPlane, dependencies: { payments } });
  const baggage = `hormesis=${plane.signer.token(EXPERIMENT, 'treatment')};u=00000000000000aa`;
  const refusals = () => plane.reports().at(-1)?.counters.call_group_not_allowed ?? 0;
  try {
    // It has a lease and a valid token, and still asks its allowlist at the call.
    await until('refusals in a report', async () => {
      const { payments: call } = (await ordered.ask({ baggage })).calls;
      expect(call).toMatchObject({ status: 200, injectedBy: null });
      return refusals() >= 3;
    });
    plane.send(everybodyFails(plane, 2, ['api>http:payments']));
    await until(
      'the fault, once it is allowed',
      async () => (await ordered.ask({ baggage })).calls.payments?.injectedBy === EXPERIMENT,
    );
  } finally {
    await Promise.all([ordered.stop(), payments.stop()]);
    await plane.close();
  }
});

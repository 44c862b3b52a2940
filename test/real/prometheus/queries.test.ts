import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../harness/until.ts';
import { type Plane, startPlane } from '../../server/plane.ts';
import type { ScriptedAgent } from '../../server/scripted-agent.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';

/** What the application shows of itself, as its `/metrics` page. */
let metrics = '';
let application: Server;
let prometheus: Prometheus;
let plane: Plane;
const agents: ScriptedAgent[] = [];

beforeAll(async () => {
  application = createServer((_request, response) => response.setHeader('content-type', 'text/plain').end(metrics));
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  prometheus = await startPrometheus(`127.0.0.1:${(application.address() as AddressInfo).port}`);
  plane = await startPlane({ prometheusUrl: prometheus.url });
  for (const service of ['edge', 'shop']) agents.push(await plane.agent(service));
}, 300_000);
afterAll(async () => {
  await plane?.stop();
  await prometheus?.stop();
  application?.closeAllConnections();
  application?.close();
});

/** A scenario of the offers with one query on errors of both arms, under its own name. */
function watched(name: string, beyond: 'hold' | 'halt') {
  return {
    ...{ kind: 'Scenario', name, path: 'checkout', title: 'Offers are down', hypothesis: 'Nobody needs an offer.' },
    faults: [{ callGroup: 'shop>http:offers', fault: { kind: 'error', status: 503 } }],
    guardrails: {
      queries: [{ name: 'payment errors', query: `payment_errors{arm="$arm"}`, maxAboveControl: 2, beyond }],
    },
  };
}

async function startWatched(name: string, beyond: 'hold' | 'halt'): Promise<string> {
  await plane.post('/scenarios/apply', { yaml: JSON.stringify(watched(name, beyond)) });
  return plane.start(name);
}

/** Reads the experiment while its agents go on reporting: without telemetry it would halt as blind. */
async function look(id: string) {
  for (const agent of agents) agent.sendReport({ active: [{ experiment: id, rules: 1, inFlight: 0 }] });
  await new Promise((wake) => setTimeout(wake, 200));
  return plane.view(id);
}

function arms(treatment: string, control: string): string {
  return `payment_errors{arm="treatment"} ${treatment}\npayment_errors{arm="control"} ${control}\n`;
}

test('a query on both arms keeps the gate shut while it gives nothing, several series, no number or too much', {
  timeout: 120_000,
}, async () => {
  metrics = '';
  const id = await startWatched('offers-watched', 'hold');
  const says = (text: string, met: boolean) =>
    until(
      `a gate that says ${text}`,
      async () => {
        const condition = (await look(id)).gate?.conditions.find((each) => each.condition === 'queries');
        return condition?.text.includes(text) && condition.met === met;
      },
      30_000,
    );
  await says('no series', false);
  metrics = `${arms('1', '1')}payment_errors{arm="treatment",host="b"} 4\n`;
  await says('2 series', false);
  metrics = arms('NaN', '1');
  await says('NaN', false);
  metrics = arms('7', '1');
  await says('6 above control, at most 2 is allowed', false);
  metrics = arms('2', '1');
  await says('payment errors: 2 in treatment, 1 in control', true);
  expect((await look(id)).state.name).toBe('running');
  await plane.post(`/experiments/${id}/halt`);
});

test('a query that is told to halts the experiment beyond its limit, and the reason holds the figures', {
  timeout: 60_000,
}, async () => {
  metrics = arms('1', '1');
  const id = await startWatched('offers-braked', 'halt');
  await until('figures', async () => (await look(id)).evidence.queries?.[0]?.state === 'within', 30_000);
  metrics = arms('9', '1');
  const halted = await until(
    'a halt',
    async () => {
      const view = await look(id);
      return view.state.name === 'halted' && view;
    },
    30_000,
  );
  expect(halted).toMatchObject({ verdict: 'failed', state: { by: 'hormesis', reason: 'query' } });
  expect(halted.reason).toContain('payment errors: 9 in treatment, 1 in control');
});

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repositoryFile, startService } from '../../harness/service.ts';
import type { Spawned } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';
import { type Plane, startPlane } from '../../server/plane.ts';
import { WebhookReceiver } from '../../server/webhook-receiver.ts';
import { type Prometheus, startConfigured } from './prometheus.ts';

const DOCUMENTS = `
kind: CriticalPath
name: play
title: Press play
entries: [{ service: gateway, routes: ["GET /play"] }]
unit: { from: header, name: x-user-id }
allowlist: [{ callGroup: "gateway>http:ratings", role: degradable }]
maxTreatmentPpm: 500000
approval: { by: the tests, reason: nobody is a customer here, sandbox: true }
---
kind: Scenario
name: ratings-down
path: play
title: Ratings are down
hypothesis: Nobody needs stars.
faults: [{ callGroup: "gateway>http:ratings", fault: { kind: error, status: 503 } }]
`;

let plane: Plane;
let gateway: Spawned;
let ratings: Server;
let prometheus: Prometheus;
let receiver: WebhookReceiver;
let traffic: NodeJS.Timeout;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  plane = await startPlane({ webhookNetworks: ['127.0.0.1'] });
  await plane.post('/scenarios/apply', { yaml: DOCUMENTS });
  await plane.post('/webhooks', { name: 'a receiver', url: receiver.url });
  ratings = createServer((_request, response) => response.end('five stars'));
  await new Promise<void>((resolve) => ratings.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(ratings.address() as AddressInfo).port}`;
  gateway = await startService({
    ...{ name: 'gateway', entry: repositoryFile('test/services/metered.ts'), dependencies: { ratings: address } },
    controlPlane: { url: plane.url, agentToken: plane.agentToken },
    env: { RATINGS_URL: `http://${address}/` },
  });
  prometheus = await startConfigured(asShipped(`127.0.0.1:${gateway.ready.port}`));
  let user = 0;
  traffic = setInterval(() => {
    user += 1;
    const headers = { 'x-user-id': `user-${user % 500}` };
    void fetch(`http://127.0.0.1:${gateway.ready.port}/play`, { headers }).catch(() => {});
  }, 25);
}, 300_000);
afterAll(async () => {
  clearInterval(traffic);
  await gateway?.stop();
  await plane?.stop();
  await prometheus?.stop();
  await receiver?.stop();
  ratings?.closeAllConnections();
  ratings?.close();
});

/** The files of `deploy/prometheus`, with the addresses of this test and less patience. */
function asShipped(agent: string): object {
  const config = parse(readFileSync(repositoryFile('deploy/prometheus/prometheus.yaml'), 'utf8'));
  const targets: Record<string, string> = { hormesis: new URL(plane.url).host, 'hormesis-agents': agent };
  for (const job of config.scrape_configs) job.static_configs = [{ targets: [targets[job.job_name]] }];
  return {
    ...config,
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [repositoryFile('deploy/prometheus/hormesis-rules.yaml')],
  };
}

interface Target {
  readonly expr: string;
  readonly datasource: { readonly uid: string };
}

/** Every query of the dashboard, with the name of its panel. */
function dashboardQueries(): { panel: string; query: string }[] {
  const dashboard: { panels: { title: string; targets?: Target[] }[] } = JSON.parse(
    readFileSync(repositoryFile('deploy/grafana/hormesis.json'), 'utf8'),
  );
  return dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, datasource }) => {
      expect(datasource.uid, title).toBe(`\${datasource}`);
      return { panel: title, query: expr.replaceAll('$__rate_interval', '20s') };
    }),
  );
}

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${prometheus.url}/api/v1/${path}`);
  return ((await response.json()) as { data: T }).data;
}

const valuesOf = async (query: string) =>
  (await ask<{ result: { value: [number, string] }[] }>(`query?${new URLSearchParams({ query })}`)).result.map(
    ({ value }) => Number(value[1]),
  );

test('while an experiment runs every query of the dashboard gives figures', { timeout: 180_000 }, async () => {
  await until('the agent', async () => (await plane.get('/status')).body.agents.connected === 1);
  await until('the first scrapes', async () => (await valuesOf('sum(up)'))[0] === 2, 30_000);
  const halted = await plane.start('ratings-down', 100_000);
  await plane.post(`/experiments/${halted}/halt`);
  const id = await plane.start('ratings-down', 500_000);
  await until('evidence', async () => (await plane.view(id)).injections > 20, 60_000);
  const queries = dashboardQueries();
  expect(queries.length).toBeGreaterThan(25);
  const without = await until(
    'figures for every query',
    async () => {
      const empty: string[] = [];
      for (const { panel, query } of queries) {
        const values = await valuesOf(query);
        if (!values.some(Number.isFinite)) empty.push(`${panel}: ${query}`);
      }
      return empty.length === 0 ? 'none' : Promise.reject(new Error(empty.join('\n')));
    },
    60_000,
  );
  expect(without).toBe('none');
  // A scrape is a second old, and has not seen what the page has.
  await until('the injections', async () => {
    const [injections = 0, ...more] = await valuesOf(`max(hormesis_experiment_injections{experiment="${id}"})`);
    return more.length === 0 && injections > 20;
  });
  expect(await valuesOf('max(hormesis_path_treatment_ppm{path="play"})')).toEqual([500_000]);
});

test('every alert rule is read and can be evaluated', async () => {
  const { groups } = await ask<{ groups: { rules: { name: string; health: string }[] }[] }>('rules');
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBe(7);
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';
import { type Relay, relayTo } from './relay.ts';

let plane: Plane;
let relay: Relay;

beforeAll(async () => {
  plane = await startPlane({
    async through(url) {
      relay = await relayTo(url);
      return relay;
    },
  });
  await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(() => plane.stop());

/** The lines of a scrape that tell a figure. */
async function scraped(): Promise<string[]> {
  const text = await (await fetch(`${plane.url}/metrics`)).text();
  return text.split('\n').filter((line) => line.startsWith('hormesis_'));
}

test('a scrape tells of each experiment and its path; requests are told by route, never by an id', async () => {
  const id = await plane.start('offers-down', 20_000);
  await plane.view(id);
  const of = `experiment="${id}",scenario="offers-down",path="checkout"`;
  const lines = await until('the figures', async () => {
    const found = await scraped();
    return found.includes(`hormesis_experiment_traffic_ppm{${of}} 20000`) && found;
  });
  expect(lines).toContain('hormesis_path_experiments{path="checkout"} 1');
  expect(lines).toContain('hormesis_fleet_agents{line="connected"} 2');
  expect(lines).toContain('hormesis_halts_total{reason="person"} 0');
  const requests = lines.filter((line) => line.startsWith('hormesis_http_request_seconds_count'));
  expect(requests).toContain(
    'hormesis_http_request_seconds_count{method="GET",route="/experiments/:id",status="2xx"} 1',
  );
  expect(requests.filter((line) => line.includes(id))).toEqual([]);
  await plane.post(`/experiments/${id}/halt`);
  await until('its end', async () => (await scraped()).includes(`hormesis_experiment_traffic_ppm{${of}} 0`));
  expect(await scraped()).toContain('hormesis_halts_total{reason="person"} 1');
});

test('while the database is away a scrape says so, and tells no figure of before', async () => {
  relay.cut();
  const away = await until('a scrape without it', async () => {
    const lines = await scraped();
    return lines.includes('hormesis_database_up 0') && lines;
  });
  for (const name of ['hormesis_path_experiments', 'hormesis_experiment_', 'hormesis_fleet_agents'])
    expect(away.filter((line) => line.startsWith(name))).toEqual([]);
  relay.mend();
  await until('figures again', async () => (await scraped()).includes('hormesis_database_up 1'));
});

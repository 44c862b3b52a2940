import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { isLinkRequest, LINK_REQUEST } from '@hormesis/link/link-request.ts';
import { expect, test } from 'vitest';
import type { ControlPlane } from './control-plane.ts';
import { agentOf, controlPlane, granting, liveAgent, ratingsSlow, until } from './fleet-agent.ts';

test('the link keeps no process alive, connected or not', async () => {
  const plane = await controlPlane();
  plane.ruleset = ratingsSlow(plane);
  granting(plane);
  const connect = new URL('../src/connect.ts', import.meta.url).href;
  // The host's own work ends as soon as the agent is live; a dead address is tried all the while.
  const host = `
    import { connectAgent } from ${JSON.stringify(connect)};
    const options = { token: 't', service: 'api', instance: 'api-1', version: '1', runtime: 'node', zone: null, region: null, unsupported: [] };
    const agent = connectAgent({ ...options, url: ${JSON.stringify(plane.url)} });
    connectAgent({ ...options, url: 'http://127.0.0.1:1' });
    const work = setInterval(() => { if (agent.carrying) { console.log('live'); clearInterval(work); } }, 5);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', host], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const out: string[] = [];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(out.join('')).toBe('live\n');
});

test('the line comes back by itself, and what happened meanwhile is told', async () => {
  const plane = await controlPlane();
  const agent = await liveAgent(plane);
  plane.cut();
  agent.count('fault_skipped');
  await until(() => plane.hellos().length === 2);
  await until(() => plane.reports().at(-1)?.counters.fault_skipped === 1);
  expect(agent.carrying).toBe(true);
});

test("a hook can tell the link's own request from the host's", () => {
  expect(isLinkRequest({ [LINK_REQUEST]: true, host: '127.0.0.1' })).toBe(true);
  expect(isLinkRequest({ host: '127.0.0.1' })).toBe(false);
  expect(isLinkRequest(undefined)).toBe(false);
  expect(isLinkRequest(httpRequest)).toBe(false);
});

test('an agent that knows several replicas goes to the next one when its line ends, and its lease outlives the way', async () => {
  const planes = [await controlPlane(), await controlPlane()];
  for (const plane of planes) {
    plane.ruleset = ratingsSlow(plane);
    granting(plane);
  }
  const agent = agentOf(planes[0] as ControlPlane, { url: planes.map(({ url }) => url).join(', ') });
  await until(() => agent.carrying);
  const at = planes.findIndex((plane) => plane.hellos().length > 0);
  expect(planes[at]?.hellos()[0]?.movable).toBe(true);
  planes[at]?.cut();
  await until(() => {
    if (!agent.carrying) throw new Error('the lease ended on the way');
    return planes[1 - at]?.hellos().length === 1;
  });
  expect(planes[at]?.hellos()).toHaveLength(1);
});

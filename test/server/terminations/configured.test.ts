import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '@hormesis/server/app/config.ts';
import type { Platform } from '@hormesis/server/app/features.ts';
import { createTerminations } from '@hormesis/server/app/terminations.ts';
import type { Termination } from '@hormesis/server/features/terminations/termination.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let server: Server;
let url: string;
let answer: { status: number; body: string };
let heard: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hormesis-'));
  [answer, heard] = [{ status: 200, body: '{"outage": false}' }, ''];
  server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (heard += chunk));
    request.on('end', () => response.writeHead(answer.status).end(answer.body));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function configured(terminations: Partial<Config['terminations']>) {
  const none = { platformsFile: null, outageUrl: null, trackerUrl: null };
  // Only what is passed on is taken from the platform: nothing of it is asked here.
  const platform = { clock: { wallMs: () => 0 } } as unknown as Platform;
  return createTerminations(platform, { terminations: { ...none, ...terminations } } as Config, [], {
    isHalted: () => false,
  });
}

test('a file of platforms that cannot be used is told by file, field and what is allowed', async () => {
  await expect(configured({ platformsFile: path.join(folder, 'none.yaml') })).rejects.toThrow(
    /none\.yaml" cannot be read/,
  );
  const file = path.join(folder, 'platforms.yaml');
  await writeFile(file, 'kind: Platforms\nec2: [{ account: prod, regions: [] }]\n');
  await expect(configured({ platformsFile: file })).rejects.toThrow(/ec2\.0\.regions: must name at least one region/);
});

test('without any platform there is nothing to look at, and without an outage check none is asked', async () => {
  const on = await configured({});
  expect(on.lookout.places).toEqual([]);
  expect(await on.lookout.all(0)).toMatchObject({ places: [], groups: [] });
  expect(await on.outage()).toEqual({ kind: 'not_configured' });
});

test('the outage check: calm, an outage with its reason, and whatever else it answers is an error', async () => {
  const on = await configured({ outageUrl: url });
  expect(await on.outage()).toEqual({ kind: 'calm' });
  answer = { status: 200, body: '{"outage": true, "reason": "pager 7"}' };
  expect(await on.outage()).toEqual({ kind: 'outage', reason: 'pager 7' });
  for (const wrong of [
    { status: 500, body: '{"outage": false}' },
    { status: 200, body: '{"outage": "no"}' },
    { status: 200, body: 'all is well' },
  ]) {
    answer = wrong;
    await expect(on.outage(), JSON.stringify(wrong)).rejects.toThrow();
  }
});

test('the tracker is told who is about to die, and what is no success is an error', async () => {
  const on = await configured({ trackerUrl: url });
  const place = { platform: 'ec2', account: 'prod', region: 'eu-west-1' } as const;
  const made: Termination = {
    ...{
      id: 't1',
      group: 'ec2/prod/eu-west-1/api',
      app: 'api',
      at: new Date(0),
      leashed: false,
      actor: 'ann',
      plan: null,
      experiment: null,
    },
    targets: [{ place, group: 'api-main', member: 'i-1', name: 'i-1', zone: 'eu-west-1a' }],
    ...{ how: { way: { way: 'terminate' }, oneAtATime: false }, gates: [], parts: [] },
  };
  await on.trackers[0]?.track(made);
  expect(JSON.parse(heard)).toMatchObject({
    termination: 't1',
    by: 'ann',
    members: [{ name: 'i-1', account: 'prod' }],
  });
  answer = { status: 503, body: '' };
  await expect(on.trackers[0]?.track(made)).rejects.toThrow('it answered 503');
});

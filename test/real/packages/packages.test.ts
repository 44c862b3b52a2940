import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../../agents/link/test/control-plane.ts';
import { granting, pressPlay, ratingsSlow } from '../../../agents/link/test/fleet-agent.ts';
import { serve } from '../../../agents/node/test/stage.ts';
import { openHouse } from '../../harness/house.ts';
import { spawnNode } from '../../harness/spawned.ts';
import { until } from '../../harness/until.ts';
import { type EmptyProject, emptyProject, NODE_20 } from './empty-project.ts';

/** What users install: packed, installed by npm into a project outside this workspace, and run there on Node 20. */
let project: EmptyProject;

beforeAll(async () => {
  project = await emptyProject();
}, 300_000);
afterAll(() => project?.remove());

const tool = (name: string) => fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));

test('three packages are published, and they bring only what they need', async () => {
  expect(Object.keys(project.tarballs).sort()).toEqual(['@hormesis/contract', '@hormesis/node', 'hormesis']);
  const { output } = await project.run('npm', ['ls', '--all', '--parseable']);
  const brought = new Set([...output.matchAll(/node_modules\/((?:@[\w-]+\/)?[\w.-]+)$/gm)].map(([, name]) => name));
  // An agent lives in somebody else's process: each further package there needs a good reason.
  expect([...brought].filter((name) => !OF_CONTRACT_AND_CLI.has(name ?? '')).sort()).toEqual([
    '@hormesis/node',
    'debug',
    'module-details-from-path',
    'ms',
    'require-in-the-middle',
    'ws',
  ]);
});

const OF_CONTRACT_AND_CLI = new Set(
  '@hormesis/contract hormesis zod commander yaml string-width strip-ansi ansi-regex get-east-asian-width'.split(' '),
);

test.each(['@hormesis/contract', '@hormesis/node', 'hormesis'])('publint finds nothing in %s', async (name) => {
  const linted = await project.run(tool('publint'), ['run', '--strict', project.tarballs[name] ?? '']);
  expect(linted, linted.output).toMatchObject({ exitCode: 0 });
});

test.each([
  ['@hormesis/node', []],
  ['@hormesis/contract', ['--entrypoints', './errors', './experiment', './agent-link', './api-routes', './open-api']],
])('the types of %s are right for ESM and CommonJS', async (name, more) => {
  const args = [project.tarballs[name] ?? '', '--profile', 'node16', '--format', 'ascii', ...more];
  const checked = await project.run(tool('attw'), args);
  expect(checked, checked.output).toMatchObject({ exitCode: 0 });
});

test('a TypeScript user gets real types, as ES module and as CommonJS', async () => {
  const options = ['--module', 'nodenext', '--strict', '--noEmit', '--target', 'es2023', '--lib', 'es2023,dom'];
  const compiled = await project.run(tool('tsc'), [...options, 'client.mts', 'client.cts']);
  expect(compiled, compiled.output).toMatchObject({ exitCode: 0 });
});

describe('a service with the agent, on Node 20', () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
    plane.ruleset = ratingsSlow(plane, { entries: pressPlay(1_000_000) });
    const [experiment] = plane.ruleset.experiments;
    if (!experiment) throw new Error('no experiment');
    experiment.allowlist = ['api>http:ratings', 'api>custom:license/issue'];
    experiment.faults = experiment.allowlist.map((callGroup) => ({ callGroup, fault: { kind: 'error', status: 503 } }));
    granting(plane);
  });
  afterAll(() => plane.close());

  test.each([
    ['--import', 'api.mjs'],
    ['--import', 'api.cjs'],
    ['--require', 'api.cjs'],
  ])('%s @hormesis/node/register %s: faults are injected, and end with a halt', async (flag, app) => {
    const ratings = await serve((_request, response) => response.end('4 stars'));
    onTestFinished(() => ratings.close());
    const heard = plane.heard.length;
    const api = await spawnNode({
      node: NODE_20,
      nodeArgs: [flag, '@hormesis/node/register'],
      entry: path.join(project.folder, app),
      cwd: project.folder,
      env: {
        HORMESIS_URL: plane.url,
        HORMESIS_AGENT_TOKEN: 'agent-token',
        HORMESIS_SERVICE: 'api',
        HORMESIS_DEPENDENCIES: `ratings=127.0.0.1:${ratings.port}`,
        RATINGS: ratings.url,
      },
    });
    onTestFinished(async () => void (await api.stop()));
    const since = () => plane.heard.slice(heard);
    await until(
      'a lease',
      () => since().some((frame) => frame.type === 'report' && frame.active.some(({ rules }) => rules > 0)),
      30_000,
    );

    const play = `http://127.0.0.1:${api.ready.port}/play/dune`;
    expect(await get(play)).toEqual({ node: expect.stringMatching(/^v20\./), ratings: 503, license: 'injected' });
    plane.send({ type: 'halt', halt: 'h1', experiments: 'all' });
    await until('the confirmation', () => since().some((frame) => frame.type === 'ack' && frame.active.length === 0));
    expect(await get(play)).toMatchObject({ ratings: 200, license: 'issued' });
    expect(api.output()).toBe('');
  });
});

async function get(url: string): Promise<unknown> {
  const agent = new http.Agent({ keepAlive: false });
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(url, { agent, headers: { 'x-user': 'ada' } }, resolve).on('error', reject);
  });
  return JSON.parse((await answer.toArray()).join(''));
}

describe('hormesis, the command, on Node 20', () => {
  const hormesis = (...args: string[]) => project.run('node_modules/.bin/hormesis', args);

  test('tells its version and its commands', async () => {
    const version: string = (await import('../../../package.json', { with: { type: 'json' } })).default.version;
    expect(await hormesis('--version')).toEqual({ exitCode: 0, output: `${version}\n` });
    const help = await hormesis('--help');
    expect(help.exitCode).toBe(0);
    for (const command of ['halt', 'status', 'run', 'scenarios', 'login'])
      expect(help.output).toContain(`  ${command} `);
  });

  test('speaks with a real control plane', async () => {
    const house = await openHouse();
    onTestFinished(() => house.stop());
    const env = { HORMESIS_URL: house.controlPlane.url, HORMESIS_TOKEN: house.controlPlane.adminToken };
    const status = await project.run('node_modules/.bin/hormesis', ['status', '--json'], env);
    expect(JSON.parse(status.output)).toMatchObject({ ready: true, agents: { connected: 0 } });
    const refused = await project.run('node_modules/.bin/hormesis', ['run', 'ratings-slow'], env);
    expect(refused).toMatchObject({ exitCode: 4, output: expect.stringContaining('no agent') });
  });
});

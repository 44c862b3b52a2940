import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifests } from '../../scripts/packages/manifests.ts';
import { repositoryFile } from '../harness/service.ts';
import { until } from '../harness/until.ts';
import { type Plane, startPlane } from './plane.ts';

const action = parse(readFileSync(repositoryFile('action.yml'), 'utf8'));
const [step] = action.runs.steps;

let plane: Plane;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hormesis-action-'));
  plane = await startPlane();
  await Promise.all([plane.agent('edge'), plane.agent('shop')]);
});
afterAll(async () => {
  await plane?.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the script as a runner does: inputs by the step's environment, its `shell: bash`, files for what it tells. */
async function runStep(inputs: Record<string, string>) {
  const given: Record<string, string> = {
    ...{ url: plane.url, token: plane.adminToken },
    command: `${process.execPath} ${repositoryFile('cli/bin/hormesis.js')}`,
    ...inputs,
  };
  const file = (name: string) => path.join(folder, name);
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  const env = Object.fromEntries(
    Object.entries<string>(step.env).map(([name, value]) => [
      name,
      value.replace(
        /\$\{\{ inputs\.([a-z-]+) \}\}/,
        (_whole, input) => given[input] ?? action.inputs[input].default ?? '',
      ),
    ]),
  );
  const code = await new Promise((resolve) => {
    const child = execFile('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      env: {
        ...{ PATH: process.env.PATH, TZ: 'UTC', XDG_CONFIG_HOME: '/nonexistent', ...env },
        ...{ RUNNER_TEMP: folder, GITHUB_OUTPUT: file('output'), GITHUB_STEP_SUMMARY: file('summary') },
      },
    });
    child.on('close', resolve);
  });
  const lines = readFileSync(file('output'), 'utf8').trim().split('\n');
  const outputs = Object.fromEntries(lines.map((line) => line.split(/=(.*)/).slice(0, 2)));
  return { code, outputs, summary: readFileSync(file('summary'), 'utf8') };
}

test('a step follows its experiment to the end, hands on what came of it, and writes the report', async () => {
  const running = runStep({ scenario: 'offers-down', percent: '2.5' });
  const experiment = await until('it runs', async () => {
    const { items } = (await plane.get('/experiments')).body;
    return items[0]?.state.name === 'running' && items[0].id;
  });
  await plane.post(`/experiments/${experiment}/halt`, { reason: 'enough seen' });
  const { code, outputs, summary } = await running;
  expect({ code, outputs }).toEqual({
    code: 3,
    outputs: { 'exit-code': '3', verdict: 'inconclusive', experiment, outcome: expect.any(String) },
  });
  expect(JSON.parse(readFileSync(outputs.outcome ?? '', 'utf8'))).toMatchObject({
    ...{ experiment, scenario: 'offers-down', stages: [{ trafficPpm: 25_000 }] },
  });
  expect(summary).toContain('Offers are down');
});

test('what a limit refuses has its exit code and no verdict; told not to fail, the step leaves that to what follows', async () => {
  await plane.post('/hold', { reason: 'incident 4711' });
  const { code, outputs, summary } = await runStep({ scenario: 'offers-down', fail: 'false' });
  await plane.post('/release');
  expect({ code, summary }).toEqual({ code: 0, summary: '' });
  expect(outputs).toMatchObject({ 'exit-code': '4', verdict: '', experiment: '' });
  expect(readFileSync(outputs.outcome ?? '', 'utf8')).toContain('hold_switch_set');
});

test.each(['url', 'token', 'command'])('an empty %s is an error, and nobody else’s sign-in', async (input) => {
  const { code, outputs } = await runStep({ scenario: 'offers-down', fail: 'false', [input]: '' });
  expect(code).not.toBe(0);
  expect(outputs['exit-code']).toBeUndefined();
});

test('a program that is not there tells nothing, which is no pass', async () => {
  const { code, outputs } = await runStep({ scenario: 'offers-down', fail: 'false', command: 'no-such-program' });
  expect({ code, exitCode: outputs['exit-code'] }).toEqual({ code: 0, exitCode: '1' });
});

test('a name that looks like an option is a name', async () => {
  const { code, outputs } = await runStep({ scenario: '--help' });
  expect({ code, exitCode: outputs['exit-code'] }).toEqual({ code: 1, exitCode: '1' });
});

test('every output is set by the step, every input has its variable, and the version is that of this repository', () => {
  for (const [name, { value }] of Object.entries<{ value: string }>(action.outputs)) {
    expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`);
    expect(step.run).toContain(`"${name}=`);
  }
  for (const name of Object.keys(action.inputs)) {
    expect(Object.values(step.env)).toContain(`\${{ inputs.${name} }}`);
  }
  expect(step.run).not.toContain('${{');
  const guide = readFileSync(repositoryFile('docs/guide/pipelines.md'), 'utf8');
  expect(guide).toContain(`/hormesis@${manifests()[0]?.manifest.version}\n`);
});

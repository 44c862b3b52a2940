import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../testing/run-cli.ts';
import { failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const scenario = {
  kind: 'Scenario',
  name: 'ratings-slow',
  path: 'press-play',
  title: 'Ratings are slow',
  hypothesis: 'Playing works without ratings.',
  faults: [{ callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: 2_000 } }],
  guardrails: { alphaPpm: 10_000, budgetUnits: 50 },
};

let server: ScriptedServer;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hormesis-cli-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

test('lint names file, line and field, and exits with 1', async () => {
  const problem = {
    document: 0,
    line: 7,
    field: 'faults.0.fault.delayMs',
    message: 'must be whole milliseconds, got "2s"',
  };
  server = await startScripted({
    'POST /scenarios/lint': ({ body }) => ({
      body: JSON.stringify(body).includes('2s') ? { ok: false, problems: [problem] } : { ok: true, problems: [] },
    }),
  });
  const [good, bad] = [join(folder, 'good.yaml'), join(folder, 'bad.yaml')];
  await writeFile(good, 'kind: Scenario');
  await writeFile(bad, 'delayMs: 2s');
  const { exitCode, stdout } = await runCli(['scenarios', 'lint', good, bad], env());
  expect(stdout).toBe(`${bad}:7: faults.0.fault.delayMs: must be whole milliseconds, got "2s"\n`);
  expect(exitCode).toBe(1);
  expect((await runCli(['scenarios', 'lint', good], env())).exitCode).toBe(0);
  const missing = join(folder, 'missing.yaml');
  const empty = join(folder, 'empty.yaml');
  await writeFile(empty, '\n');
  const both = await runCli(['scenarios', 'lint', missing, empty, bad], env());
  expect(both.stdout).toContain(`${missing}: cannot be read: there is no such file\n`);
  expect(both.stdout).toContain(`${empty}: cannot be read: it is empty\n${bad}:7: `);
  expect(both.exitCode).toBe(1);
});

test('apply sends nothing when one of its files is not there', async () => {
  server = await startScripted({ 'POST /scenarios/apply': () => ({ body: { applied: [] } }) });
  await writeFile(join(folder, 'a.yaml'), 'kind: Scenario');
  const files = ['-f', join(folder, 'a.yaml'), '-f', join(folder, 'missing.yaml')];
  const { exitCode, stderr } = await runCli(['scenarios', 'apply', ...files], env());
  expect(exitCode).toBe(1);
  expect(stderr).toContain('missing.yaml');
  expect(server.heardOf('POST /scenarios/apply')).toEqual([]);
});

test('apply reads stdin, and tells every problem the control plane found', async () => {
  const problems = [{ field: 'faults', message: 'call group "api>http:pay" is not on the allowlist of press-play' }];
  server = await startScripted({
    'POST /scenarios/apply': () => failure(400, 'invalid_document', 'the document was refused', { problems }),
  });
  const { exitCode, stderr } = await runCli(['scenarios', 'apply', '-f', '-'], env(), 'kind: Scenario\n');
  expect(server.heardOf('POST /scenarios/apply')[0]?.body).toEqual({ yaml: 'kind: Scenario\n' });
  expect(stderr).toContain('faults: call group "api>http:pay"');
  expect(exitCode).toBe(1);
});

test('what show prints is a document that can be applied again', async () => {
  const view = { name: 'ratings-slow', version: 3, source: 'file', file: 'scenarios/demo.yaml', scenario };
  const refusals = [{ code: 'hold_switch_set', message: 'the hold switch is set' }];
  server = await startScripted({
    'GET /scenarios/ratings-slow': () => ({ body: { ...view, resolved: [], refusals, testersOnly: false } }),
  });
  const { stdout } = await runCli(['scenarios', 'show', 'ratings-slow'], env());
  expect(stdout).toContain('# could not run now: hold_switch_set');
  expect(parse(stdout)).toEqual(scenario);
});

function env() {
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}

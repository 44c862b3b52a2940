import { afterEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { type Answer, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

const AT = '2026-03-02T08:00:00.000Z';
const TOKEN = { id: 'k2m9q4x1ab', name: 'pipeline', role: 'operator', createdAt: AT, lastUsedAt: null };

let server: ScriptedServer;
afterEach(() => server?.stop());

async function scripted(script: Record<string, Answer>) {
  server = await startScripted(script);
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}

test('a token is made: its text alone goes to stdout, so that a script can keep it', async () => {
  const env = await scripted({
    'POST /access-tokens': () => ({ status: 201, body: { ...TOKEN, token: 'hrm_abc' } }),
  });
  const { stdout, stderr } = await runCli(['access', 'create', 'pipeline', '--role', 'operator'], env);
  expect(stdout).toBe('hrm_abc\n');
  expect(stderr).toContain('k2m9q4x1ab');
  expect(server.heardOf('POST /access-tokens')[0]?.body).toEqual({ name: 'pipeline', role: 'operator' });
  const { exitCode } = await runCli(['access', 'create', 'pipeline', '--role', 'king'], env);
  expect(exitCode).toBe(1);
});

test('tokens are listed without their text, and one is revoked by its id with a reason', async () => {
  const env = await scripted({
    'GET /access-tokens': () => ({ body: { items: [TOKEN] } }),
    'POST /access-tokens/k2m9q4x1ab/revoke': () => ({ body: TOKEN }),
  });
  const listed = await runCli(['access'], env);
  expect((await runCli(['tokens'], env)).stdout).toBe(listed.stdout);
  expect(listed.stdout).toMatch(/k2m9q4x1ab\s+pipeline\s+operator.*never/);
  const { stdout } = await runCli(['access', 'revoke', 'k2m9q4x1ab', '--reason', 'moved on'], env);
  expect(stdout).toContain('The token of pipeline, operator, is revoked.');
  expect(server.heardOf('POST /access-tokens/k2m9q4x1ab/revoke')[0]?.body).toEqual({ reason: 'moved on' });
});

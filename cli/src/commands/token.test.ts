import { afterEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server?.stop());

const token = {
  experiment: 'e7k2m9q4x1',
  header: { name: 'baggage', value: 'hormesis=v1.k1.e7k2m9q4x1.tester.abc.sig' },
  expiresAt: '2026-03-01T10:15:00.000Z',
};

test('stdout holds the header and nothing else, so that curl -H "$(hormesis token …)" works', async () => {
  server = await startScripted({ 'POST /tester-tokens': () => ({ body: token }) });
  const { stdout, stderr } = await runCli(['token', 'license-slow', '--ttl', '15m'], env());
  expect(stdout).toBe('baggage: hormesis=v1.k1.e7k2m9q4x1.tester.abc.sig\n');
  expect(stderr).toContain('until 10:15:00');
  expect(stderr).toContain('hormesis halt e7k2m9q4x1');
  expect(server.heardOf('POST /tester-tokens')[0]?.body).toEqual({ scenario: 'license-slow', ttlSeconds: 900 });
});

test('a refused token leaves stdout empty: curl must not send a header made of an error', async () => {
  server = await startScripted({
    'POST /tester-tokens': () => failure(409, 'hold_switch_set', 'the hold switch is set'),
  });
  const { exitCode, stdout } = await runCli(['token', 'license-slow'], env());
  expect(stdout).toBe('');
  expect(exitCode).toBe(4);
});

test('a token for two hours is refused before anything is asked', async () => {
  server = await startScripted({});
  const { exitCode, stderr } = await runCli(['token', 'license-slow', '--ttl', '2h'], env());
  expect(exitCode).toBe(1);
  expect(stderr).toContain('from 10s to 1h');
});

function env() {
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}

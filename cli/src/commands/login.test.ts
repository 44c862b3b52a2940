import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { failure, type HeardRequest, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';

let server: ScriptedServer;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hormesis-cli-'));
  const known = ({ token }: HeardRequest) => token === 'good' || token === 'k3y';
  server = await startScripted({
    'GET /session': (request) =>
      known(request) ? { body: { name: 'ada', role: 'operator' } } : failure(401, 'not_signed_in', 'unknown token'),
    'GET /agents': (request) =>
      known(request) ? { body: { items: [] } } : failure(401, 'not_signed_in', 'unknown token'),
  });
});
afterEach(async () => {
  await server.stop();
  await rm(home, { recursive: true });
});

const env = () => ({ XDG_CONFIG_HOME: home });
const stored = () => join(home, 'hormesis', 'config.json');

test('a token from a pipe is kept where only its owner reads it, and serves the next command', async () => {
  const { stdout } = await runCli(['login', server.url], env(), 'good\n');
  expect(stdout).toContain('as ada (operator)');
  expect((await stat(stored())).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, 'hormesis'))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(home, 'hormesis'))).toEqual(['config.json']);
  expect((await runCli(['agents'], env())).exitCode).toBe(0);
});

test('the printed sign-in link is enough, and it is said that it holds for twelve hours', async () => {
  const { stderr } = await runCli(['login', `${server.url}/sign-in#k3y`], env());
  expect(JSON.parse(await readFile(stored(), 'utf8'))).toEqual({ url: server.url, token: 'k3y' });
  expect(stderr).toContain('holds for twelve hours');
});

test('a wrong token is told at once, and the last good login is kept', async () => {
  await runCli(['login', server.url, '--token', 'good'], env());
  const { exitCode, stderr } = await runCli(['login', server.url, '--token', 'bad'], env());
  expect(exitCode).toBe(1);
  expect(stderr).toContain('not accepted');
  expect(JSON.parse(await readFile(stored(), 'utf8')).token).toBe('good');
});

test('HORMESIS_URL does not carry the stored token to another control plane', async () => {
  await runCli(['login', server.url, '--token', 'good'], env());
  const stranger = await startScripted({ 'GET /agents': () => failure(401, 'not_signed_in', 'who?') });
  try {
    const { stderr } = await runCli(['agents'], { ...env(), HORMESIS_URL: stranger.url });
    expect(stranger.heardOf('GET /agents')[0]?.token).toBeUndefined();
    expect(stderr).toContain('Not signed in');
  } finally {
    await stranger.stop();
  }
});

test('HORMESIS_TOKEN wins over the stored one', async () => {
  await runCli(['login', server.url, '--token', 'good'], env());
  await runCli(['agents'], { ...env(), HORMESIS_TOKEN: 'k3y' });
  expect(server.heardOf('GET /agents')[0]?.token).toBe('k3y');
});

test('logout forgets; a second one says that nobody was logged in', async () => {
  await runCli(['login', server.url, '--token', 'good'], env());
  expect((await runCli(['logout'], env())).stdout).toContain('Forgotten');
  expect((await runCli(['logout'], env())).stdout).toContain('Nobody');
});

test('a damaged file is named, and a new login repairs it', async () => {
  await runCli(['login', server.url, '--token', 'good'], env());
  await writeFile(stored(), '{"url": 7');
  expect((await runCli(['agents'], env())).stderr).toContain(stored());
  expect((await runCli(['login', server.url, '--token', 'good'], env())).exitCode).toBe(0);
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { completionScripts, type Shell } from '../completion/scripts.ts';
import { experimentView, haltedView } from '../testing/experiment-fixture.ts';
import { runCli } from '../testing/run-cli.ts';
import { type ScriptedServer, startScripted } from '../testing/scripted-server.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';

const BIN = fileURLToPath(new URL('../../bin/hormesis.js', import.meta.url));
const running = experimentView({ id: 'erunning01' });
const ended = haltedView({ id: 'eended0001' });

let folder: string;
let server: ScriptedServer;
let terminal: Terminal | undefined;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hormesis-completion-'));
  writeFileSync(path.join(folder, 'hormesis'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(path.join(folder, 'my scenario.yaml'), '');
  for (const [shell, script] of Object.entries(completionScripts)) writeFileSync(path.join(folder, shell), script);
  server = await startScripted({ 'GET /experiments': () => ({ body: { items: [running, ended] } }) });
});
afterEach(async () => {
  terminal?.kill();
  await terminal?.exited;
  terminal = undefined;
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function env() {
  return {
    PATH: `${folder}:${process.env.PATH}`,
    HORMESIS_URL: server.url,
    HORMESIS_TOKEN: 'secret',
    HOME: folder,
    TERM: 'dumb',
    PS1: 'ready> ',
  };
}

/** A shell in a terminal that was told the script; what is typed there is completed as for a person. */
async function shell(program: string[], source: string): Promise<Terminal> {
  terminal = await openTerminal([], env(), { program });
  const opened = terminal;
  // Not before its prompt: until then a shell has not taken over the keyboard.
  await expect.poll(() => opened.screen.plain, { timeout: 15_000 }).toContain('ready> ');
  opened.press(`${source}; echo sour""ced\r`);
  await expect.poll(() => opened.screen.plain, { timeout: 15_000 }).toContain('sourced');
  return opened;
}

test('bash: a Tab completes a command, an option, a live name and a file', async () => {
  const { press, screen } = await shell(['bash', '--norc', '--noprofile', '-i'], `cd '${folder}'; . ./bash`);
  const completes = async (typed: string, whole: string) => {
    press(`${typed}\t`);
    await expect.poll(() => screen.plain.replaceAll('\r', ''), { timeout: 15_000 }).toContain(whole);
    press('\u0015');
  };
  await completes('hormesis wat', 'hormesis watch ');
  await completes('hormesis halt --al', 'hormesis halt --all ');
  await completes('hormesis halt e', 'hormesis halt erunning01 ');
  await completes('./hormesis show een', './hormesis show eended0001 ');
  await completes('hormesis scenarios apply -f my', 'hormesis scenarios apply -f my\\ scenario.yaml ');
});

test('bash: an alias with a path in it is completed too', async () => {
  const { press, screen } = await shell(
    ['bash', '--norc', '--noprofile', '-i'],
    `. '${folder}/bash'; alias hormesis='${folder}/hormesis'; PATH=/usr/bin:/bin`,
  );
  press('hormesis doct\t');
  await expect.poll(() => screen.plain, { timeout: 15_000 }).toContain('hormesis doctor ');
});

if (isInstalled('fish')) {
  test('fish: commands with their descriptions, options and files', () => {
    const complete = (line: string) =>
      execFileSync('fish', ['-N', '-c', `source '${folder}/fish'; complete -C '${line}'`], {
        cwd: folder,
        env: env(),
        encoding: 'utf8',
      });
    expect(complete('hormesis wat')).toMatch(/^watch\tlive screen/);
    expect(complete('hormesis halt --al')).toMatch(/^--all\t/);
    expect(complete('hormesis scenarios lint my')).toContain('my scenario.yaml');
  });
}

if (isInstalled('zsh')) {
  test('zsh: a Tab completes a command and an option', async () => {
    const { press, screen } = await shell(
      ['zsh', '-f', '-i'],
      `autoload -U compinit; compinit -u -D; . '${folder}/zsh'`,
    );
    press('hormesis wat\t');
    await expect.poll(() => screen.plain, { timeout: 15_000 }).toContain('hormesis watch ');
    press('\u0015hormesis halt --al\t');
    await expect.poll(() => screen.plain, { timeout: 15_000 }).toContain('hormesis halt --all ');
  });
}

test.each(['bash', 'zsh', 'fish'] satisfies Shell[])(
  'completion %s prints the script and nothing else',
  async (name) => {
    const { stdout, exitCode } = await runCli(['completion', name], {});
    expect(exitCode).toBe(0);
    expect(stdout).toBe(completionScripts[name]);
  },
);

test('another shell is refused with the ones there are', async () => {
  const { exitCode, stderr } = await runCli(['completion', 'csh'], {});
  expect(exitCode).toBe(1);
  expect(stderr).toContain('bash, zsh, fish');
});

test.each([
  ['no control plane', { HORMESIS_URL: 'http://127.0.0.1:1', HORMESIS_TOKEN: 'secret' }],
  ['nobody signed in', {}],
])('with %s a Tab gives nothing, quietly', async (_name, settings) => {
  expect(await runCli(['__complete', '--', 'halt', ''], settings)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test('only what can be halted is offered to halt, and everything to show', async () => {
  const names = async (command: string) => (await runCli(['__complete', '--', command, ''], env())).stdout;
  expect(await names('halt')).toBe('erunning01\tratings-slow, running, stage 1\n');
  expect(await names('show')).toContain('eended0001');
});

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((each) => {
    try {
      execFileSync(path.join(each, program), ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

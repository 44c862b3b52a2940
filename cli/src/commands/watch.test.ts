import { afterEach, expect, test } from 'vitest';
import { confirmedHalt, experimentView, haltedView } from '../testing/experiment-fixture.ts';
import { nowView } from '../testing/now-fixture.ts';
import { runCli, startCli } from '../testing/run-cli.ts';
import { type Answer, failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';
import { Topic } from '../testing/scripted-topic.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';

const ID = 'e7k2m9q4x1';
const NOW = 'GET /stream?topic=now';
const ONE = `GET /stream?topic=experiment%3A${ID}`;

const conditions = (['hold', 'exposure', 'split', 'injection', 'excess', 'pool'] as const).map((condition, index) => ({
  condition,
  met: index !== 1,
  text: condition === 'exposure' ? '8 of 10 users exposed per arm' : `${condition} is fine`,
  value: 8,
  target: 10,
}));
const flow = { skipped: 0, opened: 0, rejected: 0, timedOut: 0 };
const running = experimentView({
  gate: { open: false, conditions, etaMs: 4_000 },
  flows: [
    { ...flow, callGroup: 'api>http:ratings', calls: 40, injected: 38, absorbed: { fallback: 29 }, visible: 9 },
    { ...flow, callGroup: 'api>http:recommendations', calls: 51, injected: 0, absorbed: {}, visible: 0 },
  ],
  logE: Math.log(12),
  haltLogE: Math.log(100),
});

let server: ScriptedServer | undefined;
let terminal: Terminal | undefined;
let topics: { now: Topic; one: Topic };
afterEach(async () => {
  for (const topic of Object.values(topics ?? {})) topic.fallSilent();
  terminal?.kill();
  await terminal?.exited;
  await server?.stop();
  terminal = server = undefined;
});

async function watch(args: readonly string[], script: Record<string, Answer> = {}, size = {}, env = {}) {
  await serve(script);
  terminal = await openTerminal(['watch', ...args], settings(env), size);
  return terminal;
}

async function serve(script: Record<string, Answer> = {}) {
  topics = { now: new Topic('now', nowView([running])), one: new Topic('experiment', running) };
  server = await startScripted({ [NOW]: topics.now.answer, [ONE]: topics.one.answer, ...script });
  return server;
}

function settings(env = {}): Record<string, string> {
  return { HORMESIS_URL: server?.url ?? '', HORMESIS_TOKEN: 'secret', ...env };
}

test.each([
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
  { columns: 60, rows: 16 },
])('one experiment on $columns × $rows: share, evidence, arms, gate, calls, keys', async (size) => {
  const { screen, shows } = await watch([ID], {}, size);
  await shows(/Agents\s+8 connected/);
  expect(screen.overflows).toBe(0);
  const { text, lines } = screen;
  expect(text).toMatch(/running, stage 1 of 2 · 2 %/);
  expect(text).toMatch(/Evidence.*┃.*E 12/);
  expect(text).toMatch(/Treatment.*9 of 30/);
  expect(text).toMatch(/Control.*0 of 30/);
  expect(text).toContain('8 of 10 users exposed per arm');
  expect(lines.find((line) => line.includes('api>http:r') && line.includes('38'))).toMatch(/40\s+38\s+29/);
  expect(lines.at(-1)).toMatch(/p pause.*q quit/);
  if (size.columns >= 80) expect(text).toMatch(/called\s+→ injected\s+→ absorbed\s+→ visible/);
  if (size.columns >= 80) expect(text).toMatch(/api>http:recommendations\s+51/);
});

test('80 × 24 cuts neither what a gate waits for nor how the hold switch is released', async () => {
  const sentence =
    'users who did not start playing: treatment may be up to 17.7 points above control, 10 points are allowed';
  const waits = conditions.map((each) =>
    each.condition === 'excess' ? { ...each, met: false, text: sentence } : { ...each, met: true },
  );
  const { screen, shows } = await watch([ID]);
  await shows('E 12');
  topics.one.tell({ ...running, gate: { open: false, conditions: waits, etaMs: 9_000 } });
  await shows(/17\.7 points\s+above control, 10 points are allowed/);
  expect(screen.text.match(/can open in 9 s/g)).toHaveLength(1);
  const hold = { on: true, by: 'ada', reason: 'ada halted everything.', since: '2026-03-02T09:30:00.000Z' };
  const held = nowView([running]);
  topics.now.tell({ ...held, status: { ...held.status, hold } });
  await shows('Hold switch: nothing starts until "hormesis release"; set by ada');
  expect(screen.text).not.toContain('..');
});

test('everything that runs, with the traffic drawn to scale and readable without colours', async () => {
  const { screen, shows, raw } = await watch([], {}, {}, { NO_COLOR: '1' });
  await shows('ratings-slow');
  expect(screen.lines.find((line) => line.startsWith('press-play'))).toMatch(/40\.2\/s {2}█▒·+ {2}2 % \+ 2 % control/);
  expect(screen.text).toMatch(/license-slow\s+failed/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what must not be there
  expect(raw()).not.toMatch(/\u001b\[[0-9;]*m/);
});

test('a frame writes what changed and never clears the screen; figures move', async () => {
  const { screen, shows } = await watch([ID]);
  await shows('E 12');
  const before = screen.frames;
  topics.one.tell({ ...running, logE: Math.log(57) });
  await shows('E 57');
  expect(screen.clearings).toBe(1);
  expect(screen.frames).toBeGreaterThan(before);
});

test('a new size is filled, and nothing of the old one stays', async () => {
  const { screen, shows, resize } = await watch([ID]);
  await shows('h halt this');
  resize(120, 40);
  await shows('q quit');
  expect(screen.lines[39]).toContain('q quit');
  resize(80, 24);
  await shows('q quit');
  expect(screen.lines[23]).toContain('q quit');
});

test('h asks, one key confirms, and the report stays in the terminal after the screen', async () => {
  const { shows, press, screen, exited } = await watch([ID], {
    [`POST /experiments/${ID}/halt`]: () => ({ body: confirmedHalt }),
  });
  await shows('E 12');
  press('h');
  await shows(`Halt ratings-slow (${ID})?`);
  expect(server?.heardOf(`POST /experiments/${ID}/halt`)).toHaveLength(0);
  press('y');
  await shows('8/8 agents confirmed in 41 ms');
  press('q');
  expect((await exited).exitCode).toBe(0);
  expect(screen.plain).toContain(`Halted ${ID}: 8/8 agents confirmed in 41 ms`);
});

test('H halts everything, confirmed by itself; any other key halts nothing', async () => {
  const { shows, press } = await watch([], { 'POST /halt': () => ({ body: confirmedHalt }) });
  await shows('H halt all');
  press('H');
  await shows('Halt EVERY experiment');
  press('x');
  await shows('Nothing was changed');
  expect(server?.heardOf('POST /halt')).toHaveLength(0);
  press('H');
  await shows('Halt EVERY experiment');
  press('H');
  await shows('The hold switch is set');
  expect(server?.heardOf('POST /halt')).toHaveLength(1);
});

test('a double m does not promote: the gate is passed by hand only after a yes', async () => {
  const PROMOTE = `POST /experiments/${ID}/promote`;
  const promoted = experimentView({ state: { name: 'running', stage: 1, since: '2026-03-01T10:00:09.000Z' } });
  const { shows, press } = await watch([ID], { [PROMOTE]: () => ({ body: promoted }) });
  await shows('E 12');
  press('m');
  await shows('Promote ratings-slow past its gate?');
  press('m');
  await shows('Nothing was changed');
  press('m');
  await shows('Promote ratings-slow past its gate?');
  press('y');
  await shows('ratings-slow: running, stage 2');
  expect(server?.heardOf(PROMOTE)).toHaveLength(1);
});

test('pause and resume go at once; a refusal is told in the words of the control plane', async () => {
  const paused = { name: 'paused', stage: 0, since: '2026-03-01T10:00:00.000Z', by: 'admin', reason: '' } as const;
  const { shows, press } = await watch([ID], {
    [`POST /experiments/${ID}/pause`]: () => ({ body: experimentView({ state: paused }) }),
    [`POST /experiments/${ID}/resume`]: () => failure(403, 'not_allowed', 'needs the role operator, yours is viewer'),
  });
  await shows('E 12');
  press('p');
  await shows('ratings-slow: paused by admin');
  press('r');
  await shows('needs the role operator');
});

test('a paste is not typed: nothing pasted may change live traffic', async () => {
  const { shows, press } = await watch([ID], { [`POST /experiments/${ID}/halt`]: () => ({ body: confirmedHalt }) });
  await shows('E 12');
  press('hhalt my experiment');
  // long enough that the next key is not taken for a part of the paste
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  press('H');
  await shows('Halt EVERY experiment');
  expect(server?.heardOf(`POST /experiments/${ID}/halt`)).toHaveLength(0);
});

test('Enter opens the marked experiment, Esc comes back', async () => {
  const { shows, press } = await watch([]);
  await shows('▸ ratings-slow');
  press('\r');
  await shows('Treatment');
  press('\u001b');
  await shows('Critical paths');
});

test('a line that falls silent is told within three seconds, with the age of what is shown, and so is its return', async () => {
  const { shows } = await watch([ID]);
  await shows('8 agents connected');
  const silentSince = performance.now();
  topics.one.fallSilent();
  topics.now.fallSilent();
  await shows(/CONNECTION LOST: nothing was heard\. Shown: \d\d:\d\d:\d\d, \d s ago\. Trying again\./);
  // 500 ms of beat before the silence and as much for a busy machine
  expect(performance.now() - silentSince).toBeLessThan(4_000);
  topics.one.tell(running);
  topics.now.tell(nowView([running]));
  await shows(/^(?!.*CONNECTION LOST)/s);
});

test('a control plane that goes away leaves the last state on the screen, marked as old', async () => {
  const { shows, screen } = await watch([ID]);
  await shows('E 12');
  await server?.stop();
  await shows('CONNECTION LOST: connection');
  expect(screen.text).toContain('E 12');
});

test.each([
  ['q', 0],
  ['\u0003', 130],
])('key %j gives the terminal back as it was', async (key, code) => {
  const { shows, press, exited, screen } = await watch([ID]);
  await shows('q quit');
  press(key);
  expectRestored(await exited, screen, code);
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('%s gives the terminal back as it was', async (signal, code) => {
  const { shows, pid, exited, screen } = await watch([ID]);
  await shows('q quit');
  process.kill(pid, signal);
  expectRestored(await exited, screen, code);
});

test('a crash gives the terminal back and tells its error on it', async () => {
  await serve();
  const program = [process.execPath, new URL('../testing/crashing-screen.ts', import.meta.url).pathname];
  terminal = await openTerminal([], {}, { program });
  const { exited, screen } = terminal;
  expectRestored(await exited, screen, 1);
  expect(screen.plain).toContain('broken on purpose');
});

test('a token that is revoked meanwhile ends the screen with the reason', async () => {
  const { shows, exited, screen } = await watch([ID], {
    [ONE]: (request, nth) =>
      nth === 1 ? topics.one.answer(request, nth) : failure(401, 'not_signed_in', 'the token was revoked'),
  });
  await shows('E 12');
  server?.breakStreams();
  expectRestored(await exited, screen, 1);
  expect(screen.plain).toContain('hormesis login');
});

test('in a pipe: a line for each event and each change of the gate, and the exit code of the verdict', async () => {
  await serve({ [`GET /experiments/${ID}`]: () => ({ body: haltedView() }) });
  const { finished, child } = startCli(['watch', ID], settings());
  let stdout = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  await expect.poll(() => stdout, { timeout: 15_000 }).toContain('8 of 10 users exposed');
  for (const injections of [39, 40, 41]) topics.one.tell({ ...running, injections });
  topics.one.tell(haltedView());
  const { exitCode } = await finished;
  expect(exitCode).toBe(2);
  expect(stdout.match(/started by admin/g)).toHaveLength(1);
  expect(stdout.match(/stage 1\/2/g)).toHaveLength(1);
  expect(stdout).toContain('ratings-slow: failed');
  expect(stdout).not.toContain('\u001b');
});

test('in a pipe without an experiment: the share and each experiment when they change, and nothing in between', async () => {
  await serve();
  const { finished, child } = startCli(['watch'], settings());
  let stdout = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  await expect.poll(() => stdout, { timeout: 15_000 }).toContain('ratings-slow: running, stage 1');
  topics.now.tell(nowView([{ ...running, injections: 99 }]));
  topics.now.tell(nowView([], { recent: [haltedView()] }));
  await expect.poll(() => stdout, { timeout: 15_000 }).toContain('halted (harm) by control plane, failed');
  child.kill();
  await finished;
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(10)),
  ).toEqual([
    '2 % of live traffic in treatment · 1 running · 8 agents connected',
    `${ID} ratings-slow: running, stage 1`,
    '0 % of live traffic in treatment · 0 running · 8 agents connected',
    `${ID} ratings-slow: halted (harm) by control plane, failed`,
  ]);
});

test('where nobody listens there is no screen but the usual error', async () => {
  await serve();
  await server?.stop();
  terminal = await openTerminal(['watch'], settings());
  const { exited, screen } = terminal;
  expectRestored(await exited, screen, 1);
  expect(screen.plain).toContain('No answer from');
});

test('what is no id is told before anything is asked', async () => {
  const { exitCode, stderr } = await runCli(['watch', 'ratings-slow'], { HORMESIS_URL: 'http://127.0.0.1:1' });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('hormesis experiments');
});

function expectRestored(
  { exitCode, settings: stty }: { exitCode: number | null; settings: string },
  screen: Terminal['screen'],
  code: number,
): void {
  expect({ exitCode, ...pick(screen) }).toEqual({
    exitCode: code,
    alternate: false,
    cursorHidden: false,
    wrapping: true,
  });
  expect(stty).toMatch(/(?<!-)icanon/);
  expect(stty).toMatch(/(?<!-)\becho\b/);
}

function pick({ alternate, cursorHidden, wrapping }: Terminal['screen']) {
  return { alternate, cursorHidden, wrapping };
}

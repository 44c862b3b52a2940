import { afterEach, expect, test } from 'vitest';
import { confirmedHalt, experimentView } from '../testing/experiment-fixture.ts';
import { DAY, gameDayView } from '../testing/game-day-fixture.ts';
import { nowView } from '../testing/now-fixture.ts';
import { runCli, startCli } from '../testing/run-cli.ts';
import { type Answer, failure, type ScriptedServer, startScripted } from '../testing/scripted-server.ts';
import { Topic } from '../testing/scripted-topic.ts';
import { openTerminal, type Terminal } from '../testing/terminal.ts';

const ON = [gameDayView(), gameDayView({ id: 'gother1111', name: 'spring', state: { name: 'planned' } })];
let server: ScriptedServer | undefined;
let terminal: Terminal | undefined;
let topics: Topic[] = [];
afterEach(async () => {
  for (const topic of topics) topic.fallSilent();
  terminal?.kill();
  await terminal?.exited;
  await server?.stop();
  terminal = server = undefined;
  topics = [];
});

/** A control plane with one day that is on and one that is planned. */
async function serve(script: Record<string, Answer> = {}) {
  server = await startScripted({
    'GET /game-days': () => ({ body: { items: ON } }),
    [`GET /game-days/${DAY}`]: () => ({ body: gameDayView() }),
    ...script,
  });
  return { HORMESIS_URL: server.url, HORMESIS_TOKEN: 'secret' };
}

async function watch(who: string, size = {}, script: Record<string, Answer> = {}, day = gameDayView()) {
  const running = experimentView();
  const [ofDay, ofOne, ofNow] = [
    new Topic('game-day', day),
    new Topic('experiment', running),
    new Topic('now', nowView([running])),
  ];
  topics = [ofDay, ofOne, ofNow];
  const env = await serve({
    'GET /session': () => ({ body: { name: who, role: 'operator' } }),
    [`GET /stream?topic=game-day%3A${DAY}`]: ofDay.answer,
    [`GET /stream?topic=experiment%3A${running.id}`]: ofOne.answer,
    'GET /stream?topic=now': ofNow.answer,
    ...script,
  });
  terminal = await openTerminal(['gameday', 'watch', DAY], env, size);
  return { ...terminal, tell: (view: unknown) => ofDay.tell(view) };
}

test.each([
  { columns: 80, rows: 24, steps: 3 },
  { columns: 80, rows: 24, steps: 30 },
  { columns: 200, rows: 50, steps: 12 },
])(
  'a day of $steps steps on $columns × $rows: steps, the experiment, the newest of the timeline, keys',
  async (size) => {
    const { screen, shows, resize, raw } = await watch('ann', size, {}, gameDayView({}, size.steps));
    // The day and its experiment come by themselves, and a frame in pieces.
    await shows(/Evidence.*┃[\s\S]*q quit/);
    await shows(`on, step 2 of ${size.steps} · lead ann · 2 % of at most 5 % in treatment`);
    await shows(/✓ {2}1 {2}Is everybody there\?/);
    await shows(/▶ {2}2 {2}ratings-slow.*running, stage 1/);
    await shows('eve: note number 12');
    await shows(/h halt.*a abort.*o note.*P promote.*H halt all.*q quit/);
    expect(screen.overflows).toBe(0);
    // What the lead may not do now has no key.
    expect(screen.lines.at(-1)).not.toContain('n next');
    expect(screen.clearings).toBe(1);
    resize(size.columns + 20, size.rows + 4);
    await shows(/Evidence.*┃[\s\S]*q quit/);
    expect(screen.clearings).toBe(1);
    expect(raw().split('\u001b[2J')).toHaveLength(2);
  },
);

test('h halts the step when it is pressed again, a ends the day likewise; any other key changes nothing', async () => {
  const halted = { halt: confirmedHalt, gameDay: gameDayView() };
  const { press, shows } = await watch(
    'ann',
    {},
    {
      [`POST /game-days/${DAY}/halt`]: () => ({ body: halted }),
      [`POST /game-days/${DAY}/abort`]: () => ({ body: halted }),
    },
  );
  await shows('h halt');
  press('h');
  await shows('Halt ratings-slow?');
  press('h');
  await shows('The step was halted: 8/8 agents confirmed');
  press('a');
  await shows('End the DAY');
  press('x');
  await shows('Nothing was changed');
  expect(server?.heardOf(`POST /game-days/${DAY}/abort`)).toHaveLength(0);
  press('a');
  await shows('End the DAY');
  press('a');
  await shows('The day is over');
});

test('n begins the step that is shown, after a yes; what one may not do is said without asking the control plane', async () => {
  const NEXT = `POST /game-days/${DAY}/next`;
  const { press, shows, tell } = await watch('ann', {}, { [NEXT]: () => ({ body: gameDayView() }) });
  await shows('h halt');
  press('n');
  await shows('step 2 goes on');
  const day = gameDayView();
  tell({ ...day, rights: { ...day.rights, lead: day.rights.admin } });
  await shows('n next');
  press('n');
  await shows('Begin step 3, Look at board 1?');
  press('n');
  await shows('Nothing was changed');
  press('n');
  await shows('Begin step 3');
  press('y');
  await shows('note number 12');
  await expect.poll(() => server?.heardOf(NEXT).map(({ body }) => body)).toEqual([{ step: 2 }]);
});

test('o writes a note, typed or pasted; keys are text until Enter, and Esc sends nothing', async () => {
  const NOTE = `POST /game-days/${DAY}/note`;
  const { press, shows } = await watch('eve', {}, { [NOTE]: () => ({ body: gameDayView() }) });
  await shows('o note');
  press('o');
  await shows('Enter sends');
  for (const key of 'hq!') press(key);
  await shows('hq!');
  press('\u007f');
  await shows(/hq\s*$/m);
  press(' the page came\nwithout stars');
  await shows('hq the page came without stars');
  press('\r');
  await expect
    .poll(() => server?.heardOf(NOTE).map(({ body }) => body))
    .toEqual([{ text: 'hq the page came without stars' }]);
  press('o');
  await shows('Enter sends');
  press('\u001b');
  await shows('Nothing was written');
  expect(server?.heardOf(NOTE)).toHaveLength(1);
  // A remark that stayed would be taken for the newest of the timeline.
  await shows(/^(?!.*Nothing was written)/s);
});

test('without a name a command means the only day that is on, and next names the step that was seen', async () => {
  const env = await serve({
    [`POST /game-days/${DAY}/next`]: () => failure(409, 'game_day_limit', 'above the 5 % of the game day'),
    [`POST /game-days/${DAY}/observe`]: () => ({ body: gameDayView() }),
  });
  const next = await runCli(['gameday', 'next'], env);
  expect([next.exitCode, next.stderr]).toEqual([4, expect.stringContaining('above the 5 %')]);
  expect(server?.heardOf(`POST /game-days/${DAY}/next`)[0]?.body).toEqual({ step: 2, reason: '' });
  await runCli(['gameday', 'observe', 'no', 'stars'], env);
  expect(server?.heardOf(`POST /game-days/${DAY}/observe`)[0]?.body).toEqual({ text: 'no stars' });
  const unknown = await runCli(['gameday', 'show', 'winter'], env);
  expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('there is no game day "winter"')]);
});

test('a halt asks for nothing before it goes out; a day that is not on is found by its name', async () => {
  const stopped = () => ({ body: { halt: confirmedHalt, gameDay: null } });
  const away = () => failure(503, 'database_away', 'the database is away');
  const env = await serve({
    'GET /game-days': away,
    'POST /game-days/current/halt': stopped,
    'POST /game-days/autumn-drill/halt': stopped,
  });
  for (const named of [[], ['autumn-drill']])
    expect((await runCli(['gameday', 'halt', ...named], env)).stdout).toContain('8/8 agents confirmed');
  await server?.stop();
  const planned = await serve({
    'POST /game-days/spring/abort': () => failure(404, 'not_found', 'there is no game day "spring"'),
    'GET /game-days/gother1111': () => ({ body: ON[1] }),
    'POST /game-days/gother1111/abort': stopped,
  });
  expect((await runCli(['gameday', 'abort', 'spring'], planned)).stdout).toContain('8/8 agents confirmed');
});

test('a Tab knows the days: those that can be started, those that are on; nothing while nobody answers', async () => {
  const env = await serve();
  const complete = async (...words: string[]) => (await runCli(['__complete', '--', ...words], env)).stdout.trim();
  expect(await complete('gameday', 'start', '')).toBe('gother1111\tspring, planned');
  expect(await complete('gameday', 'note', '--day', '')).toBe(`${DAY}\tautumn-drill, on, step 2 of 3`);
  expect((await complete('gameday', 'report', '')).split('\n')).toHaveLength(2);
  // Names too, once one is begun.
  expect(await complete('gameday', 'report', 'autumn')).toBe(`autumn-drill\t${DAY}, on, step 2 of 3`);
  expect(await complete('gameday', 'show', 'spr')).toBe('spring\tgother1111, planned');
  expect(await complete('gameday', 'ha')).toMatch(/^halt\t.*\nhandover\t/);
  await server?.stop();
  expect(await complete('gameday', 'start', '')).toBe('');
});

test('in a pipe: a line for each event, through a break of the line, until the day is over', async () => {
  const topic = new Topic('game-day', gameDayView());
  topics = [topic];
  const env = await serve({ [`GET /stream?topic=game-day%3A${DAY}`]: topic.answer });
  const { child, finished } = startCli(['gameday', 'watch'], env);
  let stdout = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  await expect.poll(() => stdout, { timeout: 15_000 }).toContain('note number 12');
  server?.breakStreams();
  const day = gameDayView();
  const aborted = {
    id: 13,
    at: day.createdAt,
    kind: 'aborted',
    step: null,
    actor: 'ann',
    text: 'ann ended the game day',
  };
  topic.tell({
    ...day,
    state: { name: 'ended', outcome: 'aborted', at: day.createdAt, by: 'ann', reason: 'enough' },
    timeline: [...day.timeline, { ...aborted, detail: {} }],
  });
  const { exitCode, stderr } = await finished;
  expect(exitCode).toBe(3);
  expect(stdout.match(/note number 12/g)).toHaveLength(1);
  expect(stdout).toContain('ann ended the game day');
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toContain('connection lost');
});

import type { TimelineEvent } from '@hormesis/contract/experiment.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../harness/until.ts';
import { type Lifecycle, lifecycle, type Replica } from './lifecycle.ts';

let life: Lifecycle;
let one: Replica;
let two: Replica;

beforeAll(async () => {
  life = await lifecycle();
  [one, two] = [await life.replica('one'), await life.replica('two')];
});
afterAll(() => life.stop());
beforeEach(async () => {
  life.decide('hold');
  await life.clear();
});

/** The state and stage that a timeline tells. */
function told(timeline: readonly TimelineEvent[]): { state: string; stage: number } {
  const states = { started: 'running', paused: 'paused', resumed: 'running', halted: 'halted', completed: 'completed' };
  let [state, stage] = ['', 0];
  for (const event of timeline) {
    if (event.kind in states) state = states[event.kind as keyof typeof states];
    if (event.kind === 'stage_began') stage = Number(event.detail.stage);
  }
  return { state, stage };
}

/** Row, timeline and rules say the same; whoever has ended has a verdict, told once, and none if it was for testers only. */
async function agree(id: string): Promise<string> {
  const row = await life.row(id);
  const timeline = await life.timeline(id);
  const state = row.state.name;
  expect(told(timeline)).toEqual({ state, stage: row.stage });
  for (const replica of [one, two]) expect((await replica.ruled()).includes(id)).toBe(state === 'running');
  const ended = state === 'completed' || state === 'halted';
  const judged = ended && row.population === 'live';
  expect(row.verdict !== null).toBe(judged);
  expect(row.endedAt !== null).toBe(ended);
  expect(timeline.filter((event) => event.kind === 'verdict')).toHaveLength(judged ? 1 : 0);
  return state;
}

const COMMANDS = [
  'pause',
  'resume',
  'promote',
  'halt',
  'haltAll',
  'hold',
  'advance',
  'complete',
  'conclude',
  'harm',
  'takeOver',
] as const;
type Command = (typeof COMMANDS)[number];

async function run(command: Command, id: string): Promise<void> {
  const rounds = {
    hold: 'hold',
    advance: 'advance',
    complete: 'complete',
    conclude: 'conclude',
    harm: 'halt',
  } as const;
  switch (command) {
    case 'pause':
    case 'resume':
    case 'promote':
      return one[command](id).catch((error) => {
        if (error.code !== 'wrong_state' && error.code !== 'hold_switch_set') throw error;
      });
    case 'halt':
      return void (await one.haltOne(id));
    case 'haltAll':
      return void (await two.haltAll());
    case 'takeOver':
      await life.expire(id, 4_000);
      return two.round();
    default:
      life.decide(rounds[command]);
      await Promise.all([one.round(), two.round()]);
      return life.decide('hold');
  }
}

/** What each command makes of a state; what is not named leaves it as it is. */
const MODEL: Record<Command, Partial<Record<string, string>>> = {
  pause: { running: 'paused' },
  resume: { paused: 'running' },
  promote: { running: 'running' },
  halt: { running: 'halted', paused: 'halted' },
  haltAll: { running: 'halted', paused: 'halted' },
  hold: {},
  advance: {},
  complete: { running: 'completed' },
  conclude: { running: 'completed' },
  harm: { running: 'halted' },
  takeOver: {},
};

test('whatever is done to an experiment in whatever order, its row, its timeline and its rules agree, and its end is its end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...COMMANDS), { minLength: 1, maxLength: 10 }), async (commands) => {
      await life.clear();
      const id = await one.start();
      let [state, stage] = ['running', 0];
      for (const command of commands) {
        if (command === 'promote' && state === 'running') {
          if (stage === 2) state = 'completed';
          else stage += 1;
        } else if (command === 'advance' && state === 'running') stage = Math.min(2, stage + 1);
        else state = MODEL[command][state] ?? state;
        await run(command, id);
        if (state === 'halted') await until('the end', async () => (await life.row(id)).state.name !== 'running');
        expect(await agree(id), `after ${command} of ${commands.join(', ')}`).toBe(state);
        expect((await life.row(id)).stage).toBe(stage);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('things done at the same time leave no experiment whose row, timeline and rules disagree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...COMMANDS), { minLength: 2, maxLength: 5 }), async (commands) => {
      await life.clear();
      const id = await one.start();
      await Promise.all(commands.map((command) => run(command, id)));
      life.decide('hold');
      await until('halts on their way', async () => !commands.includes('harm') || (await settled(id)));
      await agree(id);
      const ended = (await life.row(id)).state.name;
      if (ended !== 'completed' && ended !== 'halted') return;
      for (const command of ['resume', 'promote', 'advance', 'takeOver', 'complete'] as const) await run(command, id);
      expect(await agree(id)).toBe(ended);
    }),
    { numRuns: 20 },
  );
}, 60_000);

async function settled(id: string): Promise<boolean> {
  const before = (await life.timeline(id)).length;
  await new Promise((wake) => setTimeout(wake, 60));
  return (await life.timeline(id)).length === before;
}

test('the pool only grows, ρ never falls, and the line of the timeline tells what was laid out', async () => {
  const id = await one.start();
  life.decide('advance');
  const before = await life.row(id);
  await one.round();
  const middle = await life.row(id);
  await one.round();
  const last = await life.row(id);
  for (const [earlier, later] of [
    [before, middle],
    [middle, last],
  ] as const) {
    expect(later.rhoPpm).toBeGreaterThanOrEqual(earlier.rhoPpm);
    for (const [from, to] of earlier.pool)
      expect(later.pool.some(([start, end]) => start <= from && to <= end)).toBe(true);
  }
  expect(last.pool).toEqual([[0, 1_000_000]]);
  const kinds = (await life.timeline(id)).map((event) => event.kind);
  expect(kinds.slice(3)).toEqual(['gate_passed', 'stage_began', 'gate_passed', 'stage_began', 'arms_moved']);
});

test('a stage begins its hold again after a pause', async () => {
  const id = await one.start();
  const before = (await life.row(id)).stageBeganAt;
  await one.pause(id);
  await one.resume(id);
  expect((await life.row(id)).stageBeganAt.getTime()).toBeGreaterThan(before.getTime());
});

test('a control loop that decided on what is not so any more writes nothing', async () => {
  const id = await one.start();
  life.decide('complete');
  // Both replicas look at the same moment; the claim is one’s alone.
  await Promise.all([two.round(), two.round()]);
  expect((await life.row(id)).state.name).toBe('running');
  await life.expire(id, 3_000);
  await Promise.all([one.round(), two.round()]);
  const kinds = (await life.timeline(id)).map((event) => event.kind);
  expect(kinds.filter((kind) => kind === 'completed')).toHaveLength(1);
});

test('whoever takes over within ten seconds goes on and says so; after that nobody had watched, and it is halted', async () => {
  const id = await one.start();
  await life.expire(id, 9_000);
  await two.round();
  expect((await life.row(id)).epoch).toBe(2);
  expect((await life.timeline(id)).at(-1)?.kind).toBe('control_changed_hands');
  await life.expire(id, 11_000);
  const claimed = () =>
    life.database.query<{ alive: boolean }>(
      'select controller_until > clock_timestamp() as alive from hormesis.experiments where experiment_id = $1',
      [id],
    );
  await one.round();
  expect((await claimed()).rows).toEqual([{ alive: false }]);
  await until('the halt', async () => (await life.row(id)).state.name === 'halted');
  expect((await life.row(id)).state).toMatchObject({ by: 'hormesis', reason: 'control_lost' });
  expect((await life.row(id)).verdict).toBe('inconclusive');
});

test('harm found is a failed hypothesis', async () => {
  const id = await one.start();
  life.decide('halt');
  await one.round();
  await until('the halt', async () => (await life.row(id)).state.name === 'halted');
  expect(await life.row(id)).toMatchObject({ verdict: 'failed', reason: 'users fail' });
});

test('what testers may use ends by itself, without a verdict, and cannot be kept alive by a pause', async () => {
  const over = (id: string) =>
    life.database.query('update hormesis.experiments set ends_at = clock_timestamp() where experiment_id = $1', [id]);
  const running = await one.startForTesters(900);
  const paused = await one.startForTesters(900);
  await one.pause(paused);
  await two.round();
  expect((await life.row(running)).state.name).toBe('running');
  expect(await life.row(running)).toMatchObject({ population: 'tester', pool: [] });
  await Promise.all([over(running), over(paused)]);
  await Promise.all([one.round(), two.round()]);
  for (const id of [running, paused]) {
    expect(await agree(id)).toBe('completed');
    expect((await life.row(id)).verdict).toBeNull();
    expect((await life.timeline(id)).at(-1)?.text).toMatch(/nothing is concluded from testers/);
  }
});

test('a halt that meets testers and live traffic gives a verdict to the live one only', async () => {
  const [live, tester] = [await one.start(), await one.startForTesters(900)];
  await one.haltAll();
  for (const id of [live, tester]) expect(await agree(id)).toBe('halted');
  expect((await life.row(live)).verdict).toBe('inconclusive');
  expect((await life.row(tester)).verdict).toBeNull();
});

test('a timeline can be written and never rewritten', async () => {
  const id = await one.start();
  const change = (statement: string) => life.database.query(statement, [id]);
  await expect(change("update hormesis.experiment_events set text = '' where experiment_id = $1")).rejects.toThrow(
    /never changed/,
  );
  await expect(change('delete from hormesis.experiment_events where experiment_id = $1')).rejects.toThrow(
    /never changed/,
  );
});

test('an experiment whose figures cannot be read keeps no other from being watched', async () => {
  const [broken, ended, healthy] = [await one.start(), await one.start('stock-slow'), await one.startForTesters(900)];
  await life.database.query(
    "update hormesis.experiments set plan = '{}', state = case when experiment_id = $2 then 'completed' else state end, ended_at = case when experiment_id = $2 then clock_timestamp() end where experiment_id in ($1, $2)",
    [broken, ended],
  );
  await life.database.query('update hormesis.experiments set ends_at = clock_timestamp() where experiment_id = $1', [
    healthy,
  ]);
  const before = one.rounds();
  await one.round();
  expect((await life.row(healthy)).state.name).toBe('completed');
  expect(one.rounds()).toBe(before + 1);
  await one.haltOne(broken);
  expect((await life.row(broken)).state.name).toBe('halted');
  await life.database.query("update hormesis.experiments set ended_at = ended_at - interval '1 hour'");
});

test('evidence that cannot be read holds the ramp for ten seconds, then halts it', async () => {
  const id = await one.start();
  await life.database.query("update hormesis.experiments set plan = '{}' where experiment_id = $1", [id]);
  await one.round();
  life.pass(9_000);
  await one.round();
  expect((await life.row(id)).state.name).toBe('running');
  life.pass(1_000);
  await one.round();
  const halted = await until('the halt', async () => {
    const { state } = await life.row(id);
    return state.name === 'halted' && state;
  });
  expect(halted).toMatchObject({ by: 'hormesis', reason: 'blind' });
});

test('evidence that can be read again in between starts the ten seconds anew', async () => {
  const id = await one.start();
  const { plan } = await life.row(id);
  const write = (next: unknown) =>
    life.database.query('update hormesis.experiments set plan = $2 where experiment_id = $1', [id, next]);
  for (const next of [{}, plan, {}]) {
    await write(next);
    await one.round();
    life.pass(6_000);
  }
  await one.round();
  expect((await life.row(id)).state.name).toBe('running');
});

test('a stage that limits keep away changes no rules, however long, and begins when they let it', async () => {
  const id = await one.start();
  const revision = async () =>
    (await life.database.query<{ value: number }>('select value from hormesis.ruleset_revision')).rows[0]?.value;
  const shopIs = (connectedTo: string | null) =>
    life.database.query("update hormesis.agents set connected_to = $1 where service = 'shop'", [connectedTo]);
  life.decide('advance');
  await shopIs(null);
  await one.round();
  const before = await revision();
  for (let round = 0; round < 3; round += 1) await one.round();
  expect(await revision()).toBe(before);
  expect((await life.row(id)).stage).toBe(0);
  const waits = (await life.timeline(id)).filter(({ kind }) => kind === 'waiting');
  expect(waits.map(({ text }) => text)).toEqual([expect.stringContaining('no agent of the service shop is connected')]);
  await shopIs('somebody');
  await one.round();
  expect((await life.row(id)).stage).toBe(1);
});

test('one that waits for the traffic of another experiment changes none either, until there is some', async () => {
  const [older, id] = [await one.start('stock-slow'), await one.start()];
  const { plan } = await life.row(id);
  const wanted = 2 * (plan.ramp.stages[0]?.trafficPpm ?? 0);
  await life.database.query(`update hormesis.experiments set pool = '[[0, 1000000]]' where experiment_id = $1`, [
    older,
  ]);
  await life.database.query(
    `update hormesis.experiments set pool = '[]', waiting_for = $2, missing_ppm = $3 where experiment_id = $1`,
    [id, older, wanted],
  );
  const revision = async () =>
    (await life.database.query<{ value: number }>('select value from hormesis.ruleset_revision')).rows[0]?.value;
  const before = await revision();
  for (let round = 0; round < 3; round += 1) await one.round();
  expect(await revision()).toBe(before);
  await one.haltOne(older);
  await one.round();
  expect(await life.row(id)).toMatchObject({ waitingFor: null });
});

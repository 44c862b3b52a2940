import { assign } from '@hormesis/core/assign.ts';
import { decide } from '@hormesis/core/decide.ts';
import { murmur3, ringPosition } from '@hormesis/core/ring.ts';
import { parseRuleset } from '@hormesis/core/ruleset.ts';
import type { Figures } from './figures.ts';

const UNITS = 1_024;
const CALLS_A_BATCH = 200_000;
const BATCHES = 31;
const SALT = 'press-play.1';
const EXPERIMENT = 'ebench1234';

/**
 * What the decision costs beside hashing the same string alone, nanoseconds a call: batches of all five take turns, so
 * that a busy moment of the machine meets all of them; the median counts.
 */
export async function decideBench(): Promise<Figures> {
  const units = Array.from({ length: UNITS * 4 }, (_, index) => `user-${index}`);
  const free = units.filter((unit) => ringPosition(SALT, unit) >= 40_000).slice(0, UNITS);
  const texts = free.map((unit) => `${SALT}:${unit}`);
  const idle = entryOf([]);
  const running = entryOf([
    { id: EXPERIMENT, salt: 'bench', stage: 0, rhoPpm: 500_000, pool: [[0, 40_000]], unitKey: '0'.repeat(32) },
  ]);
  const rules = rulesetOf([]).experiments.get(EXPERIMENT);
  const call = (callGroup: string) => ({ arm: 'treatment' as const, callGroup, rules, leaseAlive: true });
  const other = call('api>http:bookmarks');
  const failed = call('api>http:ratings');
  if (!decide(failed).fault || decide(other).fault || free.some((unit) => assign(running, unit)))
    throw new Error('the bench measures something else than it says');

  return medians({
    hashNs: (index) => murmur3(texts[index % UNITS] ?? ''),
    noExperimentNs: (index) => (assign(idle, free[index % UNITS] ?? '') ? 1 : 0),
    notSelectedNs: (index) => (assign(running, free[index % UNITS] ?? '') ? 1 : 0),
    otherCallGroupNs: () => (decide(other).fault ? 1 : 0),
    plannedNs: () => (decide(failed).fault ? 1 : 0),
  });
}

function medians(works: Record<string, (index: number) => number>): Figures {
  const times = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]));
  let sink = 0;
  for (let batch = -3; batch < BATCHES; batch += 1) {
    for (const [name, work] of Object.entries(works)) {
      const beganNs = process.hrtime.bigint();
      for (let index = 0; index < CALLS_A_BATCH; index += 1) sink += work(index);
      const tookNs = Number(process.hrtime.bigint() - beganNs);
      // The first rounds are the compiler's.
      if (batch >= 0) times.get(name)?.push(tookNs / CALLS_A_BATCH);
    }
  }
  if (Number.isNaN(sink)) throw new Error('nothing was measured');
  return Object.fromEntries([...times].map(([name, each]) => [name, middle(each)]));
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function rulesetOf(experiments: readonly object[]) {
  const parsed = parseRuleset({
    type: 'ruleset',
    revision: 1,
    serverTimeMs: 0,
    keys: [],
    entries: [
      {
        path: 'press-play',
        salt: SALT,
        routes: [{ method: 'GET', pattern: '/play/:title', inner: false }],
        unit: { from: 'header', name: 'x-user-id' },
        deadlineMs: 10_000,
        objectiveMs: 2_000,
        experiments,
      },
    ],
    experiments: [
      {
        id: EXPERIMENT,
        path: 'press-play',
        stage: 0,
        arms: ['treatment', 'tester'],
        allowlist: ['api>http:ratings', 'api>http:bookmarks'],
        faults: [{ callGroup: 'api>http:ratings', fault: { kind: 'latency', delayMs: 100 } }],
      },
    ],
  });
  if (!parsed.ok) throw new Error(`${parsed.field} ${parsed.reason}`);
  return parsed.ruleset;
}

function entryOf(experiments: readonly object[]) {
  const [entry] = rulesetOf(experiments).entries;
  if (!entry) throw new Error('the ruleset has no entry');
  return entry;
}

import { sparedByGameDay } from '@hormesis/server/features/game-days/game-day-queries.ts';
import { readHold } from '@hormesis/server/features/halt/halt-queries.ts';
import { Lookout } from '@hormesis/server/features/terminations/lookout.ts';
import type { TerminationPlatform } from '@hormesis/server/features/terminations/platform-port.ts';
import type { Terminating } from '@hormesis/server/features/terminations/ports.ts';
import { setSettings } from '@hormesis/server/features/terminations/settings.ts';
import { readSettings } from '@hormesis/server/features/terminations/settings-queries.ts';
import { type Strike, type StrikeRequest, strike } from '@hormesis/server/features/terminations/strike.ts';
import type { Outcome } from '@hormesis/server/features/terminations/termination.ts';
import { eventsOf, type TerminationEvent } from '@hormesis/server/features/terminations/termination-queries.ts';
import { seededChance } from '@hormesis/server/features/terminations/testing/seeded-chance.ts';
import { outcomesIn } from '@hormesis/server/features/terminations/watch.ts';
import { type Database, openDatabase } from '@hormesis/server/platform/database.ts';
import { createLogger } from '@hormesis/server/platform/logging.ts';
import { afterAll } from 'vitest';
import { stringify } from 'yaml';
import { freshDatabase } from '../../harness/fresh-database.ts';

/** Terminations on a database of their own, with a clock that the test moves. */
export interface Stage {
  readonly database: Database;
  readonly on: Terminating;
  /** Milliseconds since 1970. */
  nowMs: number;
  /** What backed off, milliseconds each. */
  readonly waits: readonly number[];
  settings(document: object): Promise<void>;
  /** Another replica: a pool of its own on the same database and the same platforms. */
  replica(boot: string): Terminating;
  /** Kills one by hand, and waits until it was asked for. */
  kill(group: string, more?: Partial<StrikeRequest>, on?: Terminating): Promise<Strike>;
  outcomes(termination: string): Promise<Outcome[]>;
  events(termination: string): Promise<TerminationEvent[]>;
  stop(): Promise<void>;
}

/** Everything enabled and unleashed, for `app` api. */
export const OPEN = {
  kind: 'Terminations',
  enabled: true,
  leashed: false,
  accounts: ['*'],
  schedule: { zone: 'UTC', from: '09:00', to: '15:00' },
  apps: [{ app: 'api', enabled: true, leashed: false }],
};

/** One database for all stages of a test file, emptied for each: to make one takes as long as most tests. */
let shared: Awaited<ReturnType<typeof freshDatabase>> | null = null;
afterAll(() => shared?.drop());

const RESET = `
  truncate hormesis.terminations, hormesis.termination_groups, hormesis.termination_days, hormesis.termination_plans, hormesis.experiments,
           hormesis.game_days, hormesis.audit_log, hormesis.deeds cascade;
  update hormesis.hold_switch set is_on = false, set_by = '', reason = '', since = null;
  update hormesis.termination_settings set version = 1, spec = '{"kind": "Terminations"}';
  delete from hormesis.document_versions where kind = 'Terminations' and version > 1`;

export async function openStage(platforms: readonly TerminationPlatform[], seed = 1): Promise<Stage> {
  shared ??= await freshDatabase();
  const fresh = shared;
  const pools: Database[] = [];
  const waits: number[] = [];
  const log = createLogger('silent');
  const terminating = (boot: string): Terminating => {
    const database = openDatabase(fresh.url, () => {});
    pools.push(database);
    return {
      ...{ database, log, boot, lookout: new Lookout(platforms, () => stage.nowMs), chance: seededChance(seed) },
      ...{
        trackers: [],
        readHold,
        sparedByGameDay,
        experimentRuns: async () => true,
        outage: async () => ({ kind: 'calm' }),
        nowMs: async () => stage.nowMs,
      },
      async pause(ms) {
        waits.push(ms);
      },
    };
  };
  const on = terminating('first');
  const stage: Stage = {
    ...{ database: on.database, on, nowMs: Date.parse('2026-06-09T10:00:00Z'), waits, replica: terminating },
    async settings(document) {
      const { version } = await readSettings(on.database);
      await setSettings(on.database, stringify(document), 'ann', version);
    },
    async kill(group, more = {}, by = on) {
      const done = await strike(by, {
        ...{ group, by: 'ann', leashed: false, amount: { kind: 'count', count: 1 }, oneAtATime: false, plan: null },
        ...more,
      });
      if (done.kind === 'begun') await done.over;
      return done;
    },
    outcomes: async (termination) => [...outcomesIn(await eventsOf(on.database, [termination])).values()],
    events: async (termination) => (await eventsOf(on.database, [termination])).map(({ event }) => event),
    async stop() {
      for (const pool of pools) await pool.close();
    },
  };
  await on.database.query(RESET);
  await stage.settings(OPEN);
  return stage;
}

/** What was killed, or why not. */
export function told(done: Strike): string {
  switch (done.kind) {
    case 'begun':
      return `begun: ${done.termination.targets.map(({ name }) => name).join(', ')}`;
    case 'refused':
      return `refused: ${done.gates.find(({ passed }) => !passed)?.reason}`;
    case 'no_such_group':
      return `no such group: ${done.problems.join('; ')}`;
  }
}

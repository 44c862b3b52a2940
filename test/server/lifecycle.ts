import type { Evidence } from '@hormesis/contract/evidence.ts';
import type { TimelineEvent } from '@hormesis/contract/experiment.ts';
import { experimentPorts } from '@hormesis/server/app/experiment-ports.ts';
import { pause, promote, resume } from '@hormesis/server/features/experiments/commands.ts';
import { ControlLoop } from '@hormesis/server/features/experiments/control-loop.ts';
import type { Experiment } from '@hormesis/server/features/experiments/experiment.ts';
import { findExperiment } from '@hormesis/server/features/experiments/experiment-queries.ts';
import type { Decision, ExperimentPorts } from '@hormesis/server/features/experiments/ports.ts';
import { type Starting, start, startForTesters } from '@hormesis/server/features/experiments/start.ts';
import { readTimeline } from '@hormesis/server/features/experiments/view-queries.ts';
import { Halt } from '@hormesis/server/features/halt/halt.ts';
import { MetricQueries } from '@hormesis/server/features/metric-queries/metric-queries.ts';
import { Live } from '@hormesis/server/features/rules/live.ts';
import { Rules } from '@hormesis/server/features/rules/rules.ts';
import { loadSigner } from '@hormesis/server/features/rules/signing.ts';
import { apply } from '@hormesis/server/features/scenarios/scenarios.ts';
import type { Terminating } from '@hormesis/server/features/terminations/ports.ts';
import { type Clock, systemClock } from '@hormesis/server/platform/clock.ts';
import { type Database, openDatabase } from '@hormesis/server/platform/database.ts';
import { Links } from '@hormesis/server/platform/links.ts';
import { createLogger } from '@hormesis/server/platform/logging.ts';
import { createMetrics } from '@hormesis/server/platform/metrics.ts';
import { freshDatabase } from '../harness/fresh-database.ts';
import { PATH_AND_SCENARIOS } from './documents.ts';

const NO_EVIDENCE: Evidence = { kpis: [], brakes: [], splitLogE: 0, stages: [], excessPpm: null, injections: 0 };
const SOMEBODY = { name: 'somebody', role: 'operator' } as const;
const OPEN_GATE = { open: true, conditions: [], etaMs: null };

/** One control-plane process, as far as an experiment's life goes: no HTTP, no agents, and rounds when the test says so. */
export interface Replica {
  readonly boot: string;
  readonly halt: Halt;
  round(): Promise<void>;
  /** Rounds that came to their end. */
  rounds(): number;
  start(scenario?: string): Promise<string>;
  startForTesters(ttlSeconds: number): Promise<string>;
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  promote(id: string): Promise<void>;
  haltOne(id: string): Promise<unknown>;
  haltAll(): Promise<unknown>;
  /** Ids of the experiments that agents of `shop` would be told of now. */
  ruled(): Promise<string[]>;
}

export interface Lifecycle {
  readonly database: Database;
  /** What the statistics say in every round from now on. */
  decide(decision: 'hold' | 'advance' | 'complete' | 'conclude' | 'halt'): void;
  replica(boot: string): Promise<Replica>;
  row(id: string): Promise<Experiment>;
  timeline(id: string): Promise<TimelineEvent[]>;
  /** The claim runs out, as if its process had not been heard of since. */
  expire(id: string, gapMs: number): Promise<void>;
  /** Lets this long pass on the clock of every replica. */
  pass(ms: number): void;
  /** Ends everything and clears the hold switch. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function lifecycle(): Promise<Lifecycle> {
  const fresh = await freshDatabase();
  const database = openDatabase(fresh.url, () => {});
  await apply(database, PATH_AND_SCENARIOS, { by: 'the test' });
  for (const service of ['edge', 'shop'])
    await database.query(
      `insert into hormesis.agents (instance, service, version, runtime, connected_to) values ($1, $1, '0', 'test', 'somebody')`,
      [service],
    );
  let decision: Parameters<Lifecycle['decide']>[0] = 'hold';
  const halts: Halt[] = [];
  let passedMs = 0;
  const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + passedMs };
  return {
    database,
    decide: (next) => {
      decision = next;
    },
    async replica(boot) {
      const { replica, halt } = await makeReplica(database, clock, boot, () => decision);
      halts.push(halt);
      return replica;
    },
    async row(id) {
      const row = await findExperiment(database, id);
      if (!row) throw new Error(`no experiment ${id}`);
      return row;
    },
    timeline: (id) => readTimeline(database, id),
    async expire(id, gapMs) {
      await database.query(
        `update hormesis.experiments set controller_until = clock_timestamp() - interval '1 second', looped_at = clock_timestamp() - $2 * interval '1 millisecond' where experiment_id = $1`,
        [id, gapMs],
      );
    },
    pass(ms) {
      passedMs += ms;
    },
    async clear() {
      await database.query(
        "update hormesis.experiments set state = 'completed', ended_at = coalesce(ended_at, now() - interval '1 hour') where state in ('running', 'paused')",
      );
      // What a test found is no concern of the next one.
      await database.query(
        'update hormesis.experiments set findings_at = clock_timestamp() where ended_at is not null and findings_at is null',
      );
      await database.query('update hormesis.hold_switch set is_on = false');
    },
    async stop() {
      for (const halt of halts) halt.stop();
      await database.close();
      await fresh.drop();
    },
  };
}

async function makeReplica(database: Database, clock: Clock, boot: string, decision: () => Decision['action']) {
  const log = createLogger('silent');
  const metrics = createMetrics();
  const halt = new Halt({
    database,
    links: new Links(),
    replicas: { others: [], read: async () => [] },
    clock,
    log,
    metrics,
    boot,
  });
  const live = new Live(database, clock);
  const signer = await loadSigner(database);
  const rules = new Rules(live, signer, (id) => halt.isHalted(id));
  const real = experimentPorts(halt, signer, live, new MetricQueries(null, clock), {} as Terminating);
  const ports: ExperimentPorts = {
    ...real,
    observe: async (_client, { plan }) => ({
      evidence: NO_EVIDENCE,
      nowMs: Date.now(),
      silentInstances: plan.faults.flatMap(() => []),
      excessEtaMs: null,
    }),
    ramp: {
      ...real.ramp,
      evaluate: ({ stage, stages }) => decided(decision(), stage, stages.length),
      promote: ({ stage, stages }) =>
        stage + 1 < stages.length
          ? { action: 'advance', toStage: stage + 1, reason: 'promoted' }
          : { action: 'conclude', verdict: 'inconclusive', reason: 'promoted at the end' },
    },
  };
  const on: Starting = { database, ports, clock, boot };
  let rounds = 0;
  const afterRound = async () => {
    rounds += 1;
    await live.refresh();
  };
  const loop = new ControlLoop({ database, ports, clock, log, metrics, boot, afterRound });
  const haltOf = (experiments: readonly string[] | 'all', setHold: boolean) =>
    halt.halt({ experiments, actor: 'somebody', reason: 'person', detail: 'stopped', setHold });
  const replica: Replica = {
    boot,
    halt,
    round: () => loop.round(),
    rounds: () => rounds,
    start: (scenario = 'offers-down') => start(on, { scenario }, SOMEBODY),
    startForTesters: (ttlSeconds) => startForTesters(on, 'offers-down', ttlSeconds, SOMEBODY),
    pause: (id) => pause(on, id, SOMEBODY, ''),
    resume: (id) => resume(on, id, SOMEBODY, ''),
    promote: (id) => promote(on, id, SOMEBODY, ''),
    haltOne: (id) => haltOf([id], false),
    haltAll: () => haltOf('all', true),
    async ruled() {
      await live.refresh();
      return rules.of('shop').rules.experiments.map((experiment) => experiment.id);
    },
  };
  return { replica, halt };
}

function decided(action: Decision['action'], stage: number, stages: number): Decision {
  switch (action) {
    case 'advance':
      if (stage + 1 >= stages) return { action: 'hold', reason: 'nothing is left', gate: OPEN_GATE };
      return { action, toStage: stage + 1, reason: 'the gate opened', gate: OPEN_GATE };
    case 'complete':
      return { action, verdict: 'passed', reason: 'the gate opened', gate: OPEN_GATE };
    case 'conclude':
      return { action, verdict: 'inconclusive', reason: 'too late', gate: OPEN_GATE };
    case 'halt':
      return { action, reason: 'harm', detail: 'users fail', gate: OPEN_GATE };
    case 'terminate':
    case 'hold':
      return { action, reason: 'the gate waits', gate: OPEN_GATE };
  }
}

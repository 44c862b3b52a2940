import type { AccessRole } from '@hormesis/contract/access.ts';
import type { RingRange } from '@hormesis/contract/agent-link.ts';
import type { Evidence, Gate } from '@hormesis/contract/evidence.ts';
import type { Population, TimelineKind, VerdictName } from '@hormesis/contract/experiment.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Experiment, Plan, Sample, State } from './experiment.ts';

/** Adds one line to the timeline. */
export async function addEvent(
  client: Queryable,
  id: string,
  kind: TimelineKind,
  actor: string,
  text: string,
  detail: object = {},
): Promise<void> {
  await client.query(
    'insert into hormesis.experiment_events (experiment_id, kind, actor, text, detail) values ($1, $2, $3, $4, $5)',
    [id, kind, actor, text, detail],
  );
}

export interface NewExperiment {
  readonly id: string;
  readonly scenario: string;
  readonly scenarioVersion: number;
  readonly path: string;
  readonly population: Population;
  readonly plan: Plan;
  readonly rhoPpm: number;
  readonly pool: readonly RingRange[];
  readonly waitingFor: Experiment['waitingFor'];
  readonly armSalt: string;
  readonly unitKey: string;
  readonly actor: string;
  readonly role: AccessRole;
  /** Milliseconds until it ends by itself, or null. */
  readonly endsInMs: number | null;
  readonly boot: string;
}

/** Inserts an experiment that runs from now on, claimed by the process `boot`. */
export async function insertRunning(client: Queryable, created: NewExperiment): Promise<void> {
  await client.query(
    `insert into hormesis.experiments (experiment_id, scenario_name, scenario_version, path_name, population, plan, state, stage_began_at, rho_ppm, pool,
       waiting_for, missing_ppm, arm_salt, unit_key, created_by, started_at, ends_at, controller, controller_epoch, controller_until, looped_at, created_role)
     values ($1, $2, $3, $4, $5, $6, 'running', clock_timestamp(), $7, $8, $9, $10, $11, $12, $13, clock_timestamp(),
       clock_timestamp() + $14 * interval '1 millisecond', $15, 1, clock_timestamp() + interval '5 seconds', clock_timestamp(), $16)`,
    [
      created.id,
      created.scenario,
      created.scenarioVersion,
      created.path,
      created.population,
      created.plan,
      created.rhoPpm,
      JSON.stringify(created.pool),
      created.waitingFor?.experiment ?? null,
      created.waitingFor?.missingPpm ?? 0,
      created.armSalt,
      created.unitKey,
      created.actor,
      created.endsInMs,
      created.boot,
      created.role,
    ],
  );
}

/** Writes the next stage. The hold begins now. */
export async function writeStage(client: Queryable, id: string, stage: number, rhoPpm: number): Promise<void> {
  await client.query(
    `update hormesis.experiments set stage = $2, rho_ppm = $3, stage_began_at = clock_timestamp(), gate = null, revision = revision + 1 where experiment_id = $1`,
    [id, stage, rhoPpm],
  );
}

/** Writes a grown pool, and what it still waits for. */
export async function writePool(
  client: Queryable,
  id: string,
  pool: readonly RingRange[],
  waitingFor: Experiment['waitingFor'],
): Promise<void> {
  await client.query(
    `update hormesis.experiments set pool = $2, waiting_for = $3, missing_ppm = $4, revision = revision + 1 where experiment_id = $1`,
    [id, JSON.stringify(pool), waitingFor?.experiment ?? null, waitingFor?.missingPpm ?? 0],
  );
}

/** Writes a state together with what it carries. */
export async function writeState(client: Queryable, id: string, state: State): Promise<void> {
  const { name, ...data } = state;
  await client.query(
    `update hormesis.experiments set state = $2, state_data = $3, gate = null, revision = revision + 1 where experiment_id = $1`,
    [id, name, data],
  );
}

/** A paused experiment goes on: its stage begins its hold again, claimed by the process `boot`. */
export async function writeResumed(client: Queryable, id: string, boot: string): Promise<void> {
  await client.query(
    `update hormesis.experiments
        set state = 'running', state_data = '{}', gate = null, revision = revision + 1, stage_began_at = clock_timestamp(), looped_at = clock_timestamp(),
            controller_epoch = controller_epoch + (controller is distinct from $2)::int, controller = $2, controller_until = clock_timestamp() + interval '5 seconds'
      where experiment_id = $1`,
    [id, boot],
  );
}

/** Writes of which units agents are to tell from now on. Nothing that the ramp decides changes, so the revision stays. */
export async function writeSample(client: Queryable, id: string, { unitsBelow, eventsBelow }: Sample): Promise<void> {
  await client.query(
    `update hormesis.experiments set units_below = least(units_below, $2), events_below = least(events_below, $3) where experiment_id = $1`,
    [id, unitsBelow, eventsBelow],
  );
}

/** Ends an experiment with a verdict, or without one when it was for testers only. */
export async function writeCompleted(
  client: Queryable,
  id: string,
  verdict: VerdictName | null,
  reason: string,
): Promise<void> {
  await client.query(
    `update hormesis.experiments
        set state = 'completed', state_data = '{}', gate = null, revision = revision + 1, ended_at = clock_timestamp(), verdict = $2, reason = $3
      where experiment_id = $1`,
    [id, verdict, reason],
  );
}

/** What the statistics said in this round of the control loop. Changes nothing that agents do, so the revision stays. */
export async function writeEvidence(
  client: Queryable,
  id: string,
  evidence: Evidence,
  gate: Gate | null,
): Promise<void> {
  await client.query('update hormesis.experiments set evidence = $2, gate = $3 where experiment_id = $1', [
    id,
    evidence,
    gate,
  ]);
}

/** What the gate waits for, when limits say so after the statistics did not. */
export async function writeGate(client: Queryable, id: string, gate: Gate): Promise<void> {
  await client.query('update hormesis.experiments set gate = $2 where experiment_id = $1', [id, gate]);
}

export interface NewPlanned
  extends Omit<NewExperiment, 'rhoPpm' | 'pool' | 'waitingFor' | 'endsInMs' | 'boot' | 'population'> {
  readonly state: Extract<State, { name: 'draft' | 'scheduled' }>;
  readonly approvedBy: string | null;
  readonly dueAt: Date | null;
  readonly repeats: Experiment['repeats'];
}

/** Inserts a plan that has not begun: a draft, or one that is scheduled. It holds no units and nobody's claim. */
export async function insertPlanned(client: Queryable, created: NewPlanned): Promise<void> {
  const { name, ...data } = created.state;
  await client.query(
    `insert into hormesis.experiments (experiment_id, scenario_name, scenario_version, path_name, population, plan, state, state_data, rho_ppm,
       arm_salt, unit_key, created_by, created_role, approved_by, due_at, repeats)
     values ($1, $2, $3, $4, 'live', $5, $6, $7, 0, $8, $9, $10, $11, $12, $13, $14)`,
    [
      created.id,
      created.scenario,
      created.scenarioVersion,
      created.path,
      created.plan,
      name,
      data,
      created.armSalt,
      created.unitKey,
      created.actor,
      created.role,
      created.approvedBy,
      created.dueAt,
      created.repeats,
    ],
  );
}

/** A plan begins: it runs from now on, claimed by the process `boot`. */
export async function writeBegun(
  client: Queryable,
  id: string,
  begun: Pick<NewExperiment, 'plan' | 'rhoPpm' | 'pool' | 'waitingFor' | 'boot' | 'role'>,
): Promise<void> {
  await client.query(
    `update hormesis.experiments
        set state = 'running', state_data = '{}', revision = revision + 1, started_at = clock_timestamp(), stage_began_at = clock_timestamp(),
            plan = $2, rho_ppm = $3, pool = $4, waiting_for = $5, missing_ppm = $6, created_role = $8,
            controller = $7, controller_epoch = controller_epoch + 1, controller_until = clock_timestamp() + interval '5 seconds', looped_at = clock_timestamp()
      where experiment_id = $1`,
    [
      id,
      begun.plan,
      begun.rhoPpm,
      JSON.stringify(begun.pool),
      begun.waitingFor?.experiment ?? null,
      begun.waitingFor?.missingPpm ?? 0,
      begun.boot,
      begun.role,
    ],
  );
}

/** Another person's approval. */
export async function writeApproval(client: Queryable, id: string, approvedBy: string): Promise<void> {
  await client.query(
    'update hormesis.experiments set approved_by = $2, revision = revision + 1 where experiment_id = $1',
    [id, approvedBy],
  );
}

/** The end of a plan that never began. */
export async function writeCancelled(
  client: Queryable,
  id: string,
  { name, ...data }: Extract<State, { name: 'cancelled' }>,
): Promise<void> {
  await client.query(
    `update hormesis.experiments
        set state = $2, state_data = $3, reason = $4, revision = revision + 1, ended_at = clock_timestamp()
      where experiment_id = $1`,
    [id, name, data, data.detail],
  );
}

import type { AccessRole } from '@hormesis/contract/access.ts';
import type { RingRange } from '@hormesis/contract/agent-link.ts';
import type { Evidence, Gate } from '@hormesis/contract/evidence.ts';
import type { Population, VerdictName } from '@hormesis/contract/experiment.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Experiment, Plan, State } from './experiment.ts';

export interface ExperimentRow {
  experiment_id: string;
  scenario_name: string;
  scenario_version: number;
  path_name: string;
  population: Population;
  plan: Plan;
  state: State['name'];
  state_data: Record<string, unknown>;
  stage: number;
  stage_began_at: Date | null;
  rho_ppm: number;
  pool: RingRange[];
  waiting_for: string | null;
  missing_ppm: number;
  verdict: VerdictName | null;
  reason: string;
  created_by: string;
  created_role: AccessRole;
  approved_by: string | null;
  due_at: Date | null;
  repeats: Experiment['repeats'];
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  ends_at: Date | null;
  controller_epoch: number;
  watched_since: Date | null;
  units_below: string | null;
  events_below: string | null;
  revision: number;
  evidence: Evidence | null;
  gate: Gate | null;
  halt_report: HaltReport | null;
  stopped_at: Date | null;
}

/** The columns of an `ExperimentRow`, of the table or alias `experiments`. */
export const COLUMNS = `experiments.experiment_id, experiments.scenario_name, experiments.scenario_version, experiments.path_name, experiments.population,
  experiments.plan, experiments.state, experiments.state_data, experiments.stage, experiments.stage_began_at, experiments.rho_ppm, experiments.pool,
  experiments.waiting_for, experiments.missing_ppm, experiments.verdict, experiments.reason, experiments.created_by, experiments.created_role, experiments.approved_by, experiments.due_at, experiments.repeats, experiments.created_at,
  experiments.started_at, experiments.ended_at, experiments.ends_at, experiments.watched_since, experiments.units_below, experiments.events_below,
  experiments.controller_epoch, experiments.revision, experiments.evidence,
  experiments.gate, experiments.halt_report, experiments.stopped_at`;

export function toExperiment(row: ExperimentRow): Experiment {
  return {
    id: row.experiment_id,
    scenario: row.scenario_name,
    scenarioVersion: row.scenario_version,
    path: row.path_name,
    population: row.population,
    plan: row.plan,
    // The state and what it carries are written together, by this feature and by halt.
    state: { name: row.state, ...row.state_data } as State,
    stage: row.stage,
    stageBeganAt: row.stage_began_at ?? row.created_at,
    rhoPpm: row.rho_ppm,
    pool: row.pool,
    waitingFor: row.waiting_for ? { experiment: row.waiting_for, missingPpm: row.missing_ppm } : null,
    verdict: row.verdict,
    reason: row.reason,
    createdBy: row.created_by,
    createdRole: row.created_role,
    approvedBy: row.approved_by,
    dueAt: row.due_at,
    repeats: row.repeats,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    endsAt: row.ends_at,
    watchedSince: row.watched_since,
    sample: { unitsBelow: row.units_below, eventsBelow: row.events_below },
    epoch: row.controller_epoch,
    revision: row.revision,
    evidence: row.evidence,
    gate: row.gate,
    haltReport: row.halt_report,
    stoppedAt: row.stopped_at,
  };
}

/** One experiment, or null. `lock` keeps others from changing it until the transaction ends. */
export async function findExperiment(client: Queryable, id: string, lock = false): Promise<Experiment | null> {
  const result = await client.query<ExperimentRow>(
    `select ${COLUMNS} from hormesis.experiments where experiment_id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  return result.rows[0] ? toExperiment(result.rows[0]) : null;
}

/** Those of these ids that there are, in the order of their creation. */
export async function listByIds(client: Queryable, ids: readonly string[]): Promise<Experiment[]> {
  if (ids.length === 0) return [];
  const result = await client.query<ExperimentRow>(
    `select ${COLUMNS} from hormesis.experiments where experiment_id = any($1) order by created_at, experiment_id`,
    [ids],
  );
  return result.rows.map(toExperiment);
}

/** The newest experiments first, at most `limit`. */
export async function listExperiments(client: Queryable, limit: number): Promise<Experiment[]> {
  const result = await client.query<ExperimentRow>(
    `select ${COLUMNS} from hormesis.experiments order by created_at desc limit $1`,
    [limit],
  );
  return result.rows.map(toExperiment);
}

/**
 * The newest experiments that failed this call group, one of its operations, or its dependency for every caller. With `*`
 * as its caller: that failed this dependency for anybody.
 */
export async function listOfCallGroup(client: Queryable, callGroup: string, limit: number): Promise<Experiment[]> {
  const border = callGroup.indexOf('>');
  const [caller, dependency] = [callGroup.slice(0, border), callGroup.slice(border + 1)];
  const result = await client.query<ExperimentRow>(
    `select ${COLUMNS} from hormesis.experiments
      where exists (
        select 1 from jsonb_array_elements_text(jsonb_path_query_array(plan, '$.faults[*].callGroup')) as failed,
               lateral (select split_part(failed, '>', 1) as caller, substr(failed, strpos(failed, '>') + 1) as dependency) as part
         where ($1 = '*' or part.caller in ($1, '*'))
           and (part.dependency = any($2) or starts_with(part.dependency, $3 || '/')))
      order by created_at desc limit $4`,
    [caller, [dependency, dependency.split('/')[0]], dependency, limit],
  );
  return result.rows.map(toExperiment);
}

/** Experiments that hold units or rules now: running and paused ones, the older first. */
export async function listLive(client: Queryable): Promise<Experiment[]> {
  const result = await client.query<ExperimentRow>(
    `select ${COLUMNS} from hormesis.experiments where state in ('running', 'paused') order by started_at, experiment_id`,
  );
  return result.rows.map(toExperiment);
}

/** Experiments that ended within the last half minute: outcomes of what was in flight still come in. */
export async function listJustEnded(client: Queryable): Promise<Experiment[]> {
  const result = await client.query<ExperimentRow>(
    `select ${COLUMNS} from hormesis.experiments where started_at is not null and ended_at > clock_timestamp() - interval '30 seconds' order by experiment_id`,
  );
  return result.rows.map(toExperiment);
}

/** Tester-only experiments that are paused and whose time is over. */
export async function overduePausedTesters(client: Queryable): Promise<string[]> {
  const result = await client.query<{ experiment_id: string }>(
    `select experiment_id from hormesis.experiments where state = 'paused' and population = 'tester' and ends_at <= clock_timestamp()`,
  );
  return result.rows.map((row) => row.experiment_id);
}

/** What has not begun, at most `limit`: plans with a time first, the earlier before the later; then drafts, the newest first. */
export async function listPlanned(client: Queryable, limit: number): Promise<Experiment[]> {
  const result = await client.query<ExperimentRow>(
    `select ${COLUMNS} from hormesis.experiments where state in ('draft', 'scheduled')
      order by due_at nulls last, created_at desc limit $1`,
    [limit],
  );
  return result.rows.map(toExperiment);
}

/** Plans whose time has come, the earlier first: scheduled ones, and drafts that nobody approved within `graceMs` after it. */
export async function listDue(client: Queryable, graceMs: number): Promise<string[]> {
  const result = await client.query<{ experiment_id: string }>(
    `select experiment_id from hormesis.experiments
      where (state = 'scheduled' and due_at <= clock_timestamp())
         or (state = 'draft' and due_at <= clock_timestamp() - $1 * interval '1 millisecond')
      order by due_at, experiment_id`,
    [graceMs],
  );
  return result.rows.map((row) => row.experiment_id);
}

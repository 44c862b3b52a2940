import type { Queryable } from '../../platform/database.ts';
import type { Experiment } from './experiment.ts';
import { COLUMNS, type ExperimentRow, toExperiment } from './experiment-queries.ts';

/** How long nobody may have run a control loop before the next claim halts instead of going on, milliseconds. */
export const LOST_AFTER_MS = 10_000;

export interface Claimed {
  readonly experiment: Experiment;
  /** Since anybody's last round, milliseconds. */
  readonly gapMs: number;
  readonly changedHands: boolean;
}

/**
 * Claims or keeps every running experiment that is `boot`'s or whose claim has run out, for five seconds of database time.
 * A claim whose loop was lost is taken but not prolonged: no lease comes from it while it is being halted. A claim that
 * changes hands is a line of the timeline.
 */
export async function claim(client: Queryable, boot: string): Promise<Claimed[]> {
  const result = await client.query<ExperimentRow & { gap_ms: number; changed_hands: boolean }>(
    `with mine as (
       select experiment_id, controller is distinct from $1 as changed_hands, controller as held_by,
              controller is distinct from $1 or coalesce(controller_until, '-infinity') < clock_timestamp() as taken_up,
              extract(epoch from clock_timestamp() - coalesce(looped_at, started_at))::float8 * 1000 as gap_ms
         from hormesis.experiments
        where state = 'running' and (controller = $1 or controller is null or controller_until is null or controller_until < clock_timestamp())
        order by experiment_id for update skip locked),
     experiments as (
     update hormesis.experiments as experiments
        set controller = $1,
            controller_epoch = experiments.controller_epoch + mine.changed_hands::int,
            controller_until = case when mine.gap_ms > $2 then experiments.controller_until else clock_timestamp() + interval '5 seconds' end,
            watched_since = case when mine.taken_up then clock_timestamp() else experiments.watched_since end,
            looped_at = case when mine.gap_ms > $2 then experiments.looped_at else clock_timestamp() end
       from mine where experiments.experiment_id = mine.experiment_id
     returning experiments.*, mine.gap_ms, mine.changed_hands, mine.held_by),
     told as (
     insert into hormesis.experiment_events (experiment_id, kind, actor, text, detail)
     select experiment_id, 'control_changed_hands', 'hormesis', $3,
            jsonb_build_object('from', held_by, 'to', $1::text, 'epoch', controller_epoch, 'gapMs', round(gap_ms))
       from experiments where changed_hands and gap_ms <= $2)
     select ${COLUMNS}, gap_ms, changed_hands from experiments order by experiment_id`,
    [boot, LOST_AFTER_MS, 'Another control plane process watches over this experiment now.'],
  );
  return result.rows.map((row) => ({
    experiment: toExperiment(row),
    gapMs: row.gap_ms,
    changedHands: row.changed_hands,
  }));
}

/**
 * Locks an experiment for a change by the control loop, or returns false: somebody else changed it since it was read, or
 * its claim is not this process's any more.
 */
export async function lockClaimed(client: Queryable, experiment: Experiment, boot: string): Promise<boolean> {
  const result = await client.query(
    `select 1 from hormesis.experiments
      where experiment_id = $1 and controller = $2 and controller_epoch = $3 and revision = $4 and state = 'running'
        and controller_until > clock_timestamp()
      for update`,
    [experiment.id, boot, experiment.epoch, experiment.revision],
  );
  return result.rows.length === 1;
}

/**
 * Lets go of all claims of `boot`, so that another replica takes over in its next round. They go on until they run out:
 * agents keep their leases meanwhile.
 */
export async function release(client: Queryable, boot: string): Promise<void> {
  await client.query(`update hormesis.experiments set controller = null where controller = $1 and state = 'running'`, [
    boot,
  ]);
}

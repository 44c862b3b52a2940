import type { Queryable } from '../../platform/database.ts';

/**
 * After an end every lease of it is over within five seconds, wherever it was given: whoever says later that rules are in
 * force or calls are held back does what it must not. Milliseconds.
 */
const LEASES_OVER_MS = 6_000;
/** Only what ended within this time is looked at, milliseconds. */
const LOOKED_AT_MS = 3_600_000;

/** What an agent's last report said it holds of experiments that had ended long before; as JSON for one agent `agents`. */
export const RESIDUE_OF_AGENT = `(select coalesce(jsonb_agg(held), '[]')
   from jsonb_array_elements(agents.active) as held
   join hormesis.experiments as ended on ended.experiment_id = held ->> 'experiment'
  where ended.ended_at < agents.last_report_at - ${LEASES_OVER_MS} * interval '1 millisecond')`;

/** Names in the timeline, once each, the agents that hold something of an experiment that ended. Returns how many were named. */
export async function tellResidue(client: Queryable): Promise<number> {
  const result = await client.query(
    `with held as (
       select ended.experiment_id, agents.instance, sum((held ->> 'rules')::int) as rules, sum((held ->> 'inFlight')::int) as in_flight,
              extract(epoch from agents.last_report_at - ended.ended_at) as seconds
         from hormesis.agents as agents
        cross join jsonb_array_elements(agents.active) as held
         join hormesis.experiments as ended on ended.experiment_id = held ->> 'experiment'
        where agents.active <> '[]' and ended.ended_at < agents.last_report_at - $1 * interval '1 millisecond'
          and ended.ended_at > clock_timestamp() - $2 * interval '1 millisecond'
        group by 1, 2, 5),
     locked as (
       select experiment_id, residue_told from hormesis.experiments
        where experiment_id in (select experiment_id from held) for update skip locked),
     fresh as (
       select held.* from held join locked using (experiment_id) where not locked.residue_told ? held.instance),
     named as (
       update hormesis.experiments as known
          set residue_told = known.residue_told || (select jsonb_agg(instance) from fresh where fresh.experiment_id = known.experiment_id)
        where known.experiment_id in (select experiment_id from fresh))
     insert into hormesis.experiment_events (experiment_id, kind, actor, text, detail)
     select experiment_id, 'residue', 'hormesis',
            format('%s still holds %s rules and %s calls of this experiment, %s s after its end.', instance, rules, in_flight, round(seconds)),
            jsonb_build_object('instance', instance, 'rules', rules, 'inFlight', in_flight)
       from fresh order by experiment_id, instance`,
    [LEASES_OVER_MS, LOOKED_AT_MS],
  );
  return result.rowCount ?? 0;
}

/**
 * Says of experiments that ended that they have stopped: every agent that may have had rules of them has attested since
 * that it holds none, or is gone for longer than its lease. Until then nobody is told so.
 */
export async function writeStopped(client: Queryable): Promise<void> {
  await client.query(
    `update hormesis.experiments as ended set stopped_at = clock_timestamp()
      where ended.stopped_at is null and ended.ended_at < clock_timestamp() - $1 * interval '1 millisecond'
        and ended.ended_at > clock_timestamp() - $2 * interval '1 millisecond'
        and not exists (
          select 1 from hormesis.agents as agents
           where agents.last_report_at >= coalesce(ended.started_at, ended.created_at)
             -- Attested: reported after its end, and nothing of it.
             and not (agents.last_report_at > ended.ended_at
               and not agents.active @> jsonb_build_array(jsonb_build_object('experiment', ended.experiment_id)))
             -- Gone: without a link, and silent for longer than a lease.
             and not (agents.connected_to is null and agents.last_report_at < clock_timestamp() - $1 * interval '1 millisecond'))`,
    [LEASES_OVER_MS, LOOKED_AT_MS],
  );
}

import { LEASE_MS } from '@hormesis/contract/agent-link.ts';
import type { VerdictName } from '@hormesis/contract/experiment.ts';
import type { HaltReport, HoldSwitch } from '@hormesis/contract/halt.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Queryable } from '../../platform/database.ts';
import { nextRevision } from '../../platform/revision.ts';
import { type HaltRequest, verdictOf } from './halt-request.ts';

/** A reason that a person gave, "oops", says nothing about a halt: in the timeline it needs the sentence around it. */
function timelineText({ actor, reason, detail }: HaltRequest): string {
  if ((reason !== 'person' && reason !== 'halt_all') || detail.startsWith(`${actor} halted `)) return detail;
  return `${actor} halted ${reason === 'person' ? 'this experiment' : 'everything'}: ${detail}`;
}

/**
 * Writes the halt of what is still alive, with its timeline, in the caller's transaction. Returns the ids that this call
 * halted. What does not need the answer to what is before it is sent at once: while thousands of agents confirm, each way
 * to the database and back takes as long as a hundred of their confirmations.
 */
export async function recordHalt(client: Queryable, request: HaltRequest): Promise<string[]> {
  const [, halted] = await Promise.all([
    nextRevision(client),
    endAlive(client, request),
    request.setHold && writeHold(client, true, request.actor, request.detail),
  ]);
  const ids = halted.map((row) => row.experiment_id);
  // Nothing is concluded from testers, nor from what had not begun: they end without a verdict.
  const judged = halted.filter((row) => row.verdict !== null).map((row) => row.experiment_id);
  const everything = request.experiments === 'all';
  await Promise.all([
    writeEvents(client, {
      ids,
      kind: 'halted',
      actor: request.actor,
      text: timelineText(request),
      detail: { reason: request.reason },
    }),
    writeEvents(client, {
      ...{ ids: judged, kind: 'verdict', actor: 'hormesis', text: `Verdict: ${verdictOf(request.reason)}.` },
      detail: { verdict: verdictOf(request.reason) },
    }),
    (everything || ids.length > 0) && auditHalt(client, request, ids),
  ]);
  return ids;
}

async function endAlive(
  client: Queryable,
  request: HaltRequest,
): Promise<{ experiment_id: string; verdict: VerdictName | null }[]> {
  const everything = request.experiments === 'all';
  const { rows } = await client.query<{ experiment_id: string; verdict: VerdictName | null }>(
    `update hormesis.experiments
        set state = 'halted', revision = revision + 1, ended_at = clock_timestamp(), verdict = case when population = 'live' and started_at is not null then $3 end, reason = $4, gate = null,
            state_data = jsonb_build_object('by', $5::text, 'reason', $6::text, 'detail', $4::text)
      where state in ('running', 'paused', 'scheduled') and ($1 or experiment_id = any($2))
      returning experiment_id, verdict`,
    [
      everything,
      everything ? [] : request.experiments,
      verdictOf(request.reason),
      request.detail,
      request.actor,
      request.reason,
    ],
  );
  return rows;
}

interface HaltEvent {
  readonly ids: readonly string[];
  readonly kind: string;
  readonly actor: string;
  readonly text: string;
  readonly detail: object;
}

async function writeEvents(client: Queryable, { ids, kind, actor, text, detail }: HaltEvent): Promise<void> {
  await client.query(
    `insert into hormesis.experiment_events (experiment_id, kind, actor, text, detail)
     select id, $2, $3, $4, $5 from unnest($1::text[]) as id`,
    [ids, kind, actor, text, detail],
  );
}

async function auditHalt(client: Queryable, request: HaltRequest, ids: readonly string[]): Promise<void> {
  const { actor, reason, detail } = request;
  const action = request.experiments === 'all' ? 'halt_all' : 'halt';
  await writeAudit(client, actor, action, ids.join(' ') || 'nothing was running', { reason, detail });
}

/**
 * Agents that may hold a lease of these experiments, whichever process gave it: a lease is the answer to a report, lasts
 * five seconds, and was given only while the experiment was alive.
 */
export async function agentsWithLease(
  client: Queryable,
  experiments: readonly string[] | 'all',
): Promise<{ instance: string; service: string }[]> {
  const everything = experiments === 'all';
  const result = await client.query<{ instance: string; service: string }>(
    `select agents.instance, agents.service from hormesis.agents
      where agents.last_report_at > clock_timestamp() - $3 * interval '1 millisecond'
        and exists (select 1 from hormesis.experiments
                     where ($1 or experiment_id = any($2)) and started_at <= agents.last_report_at
                       and (ended_at is null or ended_at >= agents.last_report_at))`,
    [everything, everything ? [] : experiments, LEASE_MS],
  );
  return result.rows;
}

/** Adds to each experiment what the agents confirmed. */
export async function recordConfirmations(
  client: Queryable,
  ids: readonly string[],
  report: HaltReport,
): Promise<void> {
  const { connected, confirmed, leaseOver = [] } = report.agents;
  const names = leaseOver.length > 0 ? `; no answer, but the lease is over: ${leaseOver.join(', ')}` : '';
  await client.query('update hormesis.experiments set halt_report = $2 where experiment_id = any($1)', [ids, report]);
  await client.query(
    `insert into hormesis.experiment_events (experiment_id, kind, actor, text, detail)
     select id, 'halt_confirmed', 'hormesis', $2, $3 from unnest($1::text[]) as id`,
    [ids, `${confirmed} of ${connected} agents confirmed after ${report.ms} ms${names}.`, report],
  );
}

/** Pauses whatever runs, because somebody set the hold switch: nothing goes on meanwhile. */
export async function pauseRunning(client: Queryable, by: string, reason: string): Promise<void> {
  const paused = await client.query<{ experiment_id: string }>(
    `update hormesis.experiments
        set state = 'paused', revision = revision + 1, gate = null,
            state_data = jsonb_build_object('by', $1::text, 'reason', $2::text, 'since', clock_timestamp())
      where state = 'running' returning experiment_id`,
    [by, reason || 'the hold switch was set'],
  );
  const text = `${by} set the hold switch, which paused this experiment${reason ? `: ${reason}` : '.'}`;
  await client.query(
    `insert into hormesis.experiment_events (experiment_id, kind, actor, text)
     select id, 'paused', $2, $3 from unnest($1::text[]) as id`,
    [paused.rows.map((row) => row.experiment_id), by, text],
  );
}

/** Sets or clears the hold switch. */
export async function writeHold(client: Queryable, on: boolean, by: string, reason: string): Promise<void> {
  await client.query(
    'update hormesis.hold_switch set is_on = $1, set_by = $2, reason = $3, since = clock_timestamp()',
    [on, by, reason],
  );
}

/** The hold switch as it stands. */
export async function readHold(client: Queryable): Promise<HoldSwitch> {
  const result = await client.query<{ is_on: boolean; set_by: string; reason: string; since: Date | null }>(
    'select is_on, set_by, reason, since from hormesis.hold_switch',
  );
  const row = result.rows[0];
  return {
    on: row?.is_on ?? false,
    by: row?.set_by ?? '',
    reason: row?.reason ?? '',
    since: row?.since?.toISOString() ?? null,
  };
}

/** The state of an experiment, or null when there is none of this id. */
export async function stateOf(client: Queryable, id: string): Promise<string | null> {
  const result = await client.query<{ state: string }>(
    'select state from hormesis.experiments where experiment_id = $1',
    [id],
  );
  return result.rows[0]?.state ?? null;
}

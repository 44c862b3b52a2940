import type { PerArm } from '@hormesis/contract/arm.ts';
import type { Evidence } from '@hormesis/contract/evidence.ts';
import { callGroupsOverlap } from '@hormesis/core/call-group.ts';
import type { Queryable } from '../../platform/database.ts';
import type { EndedRun, GroupOutcome } from './reckon.ts';

interface EndedRow {
  experiment_id: string;
  scenario_name: string;
  scenario_version: number;
  path_name: string;
  verdict: 'passed' | 'failed';
  reason: string;
  stage: number;
  ended_at: Date;
  evidence: Evidence | null;
  title: string;
  hypothesis: string;
  owner: string;
  call_groups: string[];
  halted_for: string | null;
  traffic_ppm: number;
}

/** Ids of experiments whose verdict no finding has heard of yet, the oldest first. */
export async function listUnreckoned(client: Queryable): Promise<string[]> {
  const result = await client.query<{ experiment_id: string }>(
    `select experiment_id from hormesis.experiments where verdict is not null and findings_at is null order by ended_at limit 20`,
  );
  return result.rows.map((row) => row.experiment_id);
}

/** Failed runs of `scenario` whose finding is not written yet: a second at most, longer when the database was away. */
export async function listUnreckonedFailures(
  client: Queryable,
  scenario: string,
): Promise<{ experiment: string; callGroups: string[]; title: string }[]> {
  const result = await client.query<{ experiment_id: string; call_groups: string[]; title: string }>(
    `select experiment_id, plan->>'title' as title, array(select fault->>'callGroup' from jsonb_array_elements(plan->'faults') as fault)
              || array(select kill->>'group' from jsonb_array_elements(plan->'terminations') as kill) as call_groups
       from hormesis.experiments where verdict = 'failed' and findings_at is null and scenario_name = $1`,
    [scenario],
  );
  return result.rows.map((row) => ({ experiment: row.experiment_id, callGroups: row.call_groups, title: row.title }));
}

/** Takes one run to make findings of; null when another replica has it or has done it. An inconclusive one says nothing and is only ticked off. */
export async function takeUnreckoned(client: Queryable, id: string): Promise<EndedRun | null> {
  const result = await client.query<EndedRow>(
    `with taken as (
       select experiment_id from hormesis.experiments
        where experiment_id = $1 and verdict is not null and findings_at is null for update skip locked)
     update hormesis.experiments as ended set findings_at = clock_timestamp() from taken where ended.experiment_id = taken.experiment_id
     returning ended.experiment_id, ended.scenario_name, ended.scenario_version, ended.path_name, ended.verdict, ended.reason, ended.stage, ended.ended_at,
       ended.evidence, ended.plan->>'title' as title, ended.plan->>'hypothesis' as hypothesis, ended.plan->>'owner' as owner,
       array(select fault->>'callGroup' from jsonb_array_elements(ended.plan->'faults') as fault) as call_groups,
       ended.state_data->>'reason' as halted_for,
       coalesce((ended.plan->'ramp'->'stages'->ended.stage->>'trafficPpm')::integer, 0) as traffic_ppm`,
    [id],
  );
  const row = result.rows[0];
  if (!row || (row.verdict !== 'passed' && row.verdict !== 'failed')) return null;
  return toEndedRun(row, await subjectsOf(client, row));
}

function toEndedRun(row: EndedRow, groups: GroupOutcome[]): EndedRun {
  const stages = row.evidence?.stages ?? [];
  const inStages = (arm: keyof PerArm) => stages.reduce((sum, stage) => sum + stage.exposedUnits[arm], 0);
  return {
    experiment: row.experiment_id,
    scenario: row.scenario_name,
    scenarioVersion: row.scenario_version,
    path: row.path_name,
    title: row.title,
    hypothesis: row.hypothesis,
    owner: row.owner,
    verdict: row.verdict,
    reason: row.reason,
    trafficPpm: row.traffic_ppm,
    endedAt: row.ended_at.toISOString(),
    exposedUnits: row.evidence?.exposedUnits ?? { treatment: inStages('treatment'), control: inStages('control') },
    kpis: (row.evidence?.kpis ?? []).map(({ kpi, words, failing }) => ({
      ...{ kpi, failing },
      ...(words !== undefined && { words }),
    })),
    groups,
  };
}

/** What a run says something about: the call groups that it failed, the groups that it killed in, or of a failed run what halted it. */
async function subjectsOf(client: Queryable, row: EndedRow): Promise<GroupOutcome[]> {
  const kills = (row.evidence?.kills ?? []).filter(({ state }) => state === 'watching' || state === 'recovered');
  const killed = kills.map(({ group, count }) => ({ callGroup: group, injected: count, absorbed: 0, visible: 0 }));
  if (row.halted_for === 'termination') return killed.slice(-1);
  const failed = await outcomesOf(client, row.experiment_id, row.call_groups);
  return row.verdict === 'passed' ? [...failed, ...killed] : failed;
}

/** What became of the calls of each planned call group, which may stand for several that were observed. */
async function outcomesOf(client: Queryable, id: string, planned: readonly string[]): Promise<GroupOutcome[]> {
  const result = await client.query<{ call_group: string; injected: number; absorbed: number; visible: number }>(
    `select call_group, sum(injected)::bigint as injected, sum(absorbed_fallback + absorbed_retry + absorbed_handler)::bigint as absorbed, sum(visible)::bigint as visible
       from hormesis.call_sums where experiment_id = $1 and arm = 'treatment' group by call_group`,
    [id],
  );
  return planned.map((callGroup) => {
    const observed = result.rows.filter((row) => callGroupsOverlap(callGroup, row.call_group));
    const sum = (name: 'injected' | 'absorbed' | 'visible') => observed.reduce((total, row) => total + row[name], 0);
    return { callGroup, injected: sum('injected'), absorbed: sum('absorbed'), visible: sum('visible') };
  });
}

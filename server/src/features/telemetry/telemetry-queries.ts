import type { Evidence } from '@hormesis/contract/evidence.ts';
import type { Queryable } from '../../platform/database.ts';

/** An experiment that is live, or ended within the last minute, so that its last figures are scraped too. */
export interface MeasuredExperiment {
  readonly experiment: string;
  readonly scenario: string;
  readonly path: string;
  readonly running: boolean;
  readonly stage: number;
  /** Share of live traffic in treatment, parts per million. */
  readonly trafficPpm: number;
  readonly evidence: Evidence | null;
}

/** What all replicas share, at one moment. */
export interface World {
  readonly experiments: readonly MeasuredExperiment[];
  readonly paths: readonly string[];
  readonly agents: { readonly connected: number; readonly away: number; readonly oldestReportSeconds: number };
  readonly findings: number;
  readonly holding: boolean;
  readonly terminations: { readonly killed: number; readonly recovered: number; readonly notRecovered: number };
  readonly webhooks: { readonly failing: number; readonly pending: number; readonly givenUp: number };
}

export async function readExperiments(client: Queryable): Promise<MeasuredExperiment[]> {
  const result = await client.query<{
    experiment_id: string;
    scenario_name: string;
    path_name: string;
    running: boolean;
    stage: number;
    traffic_ppm: number;
    evidence: Evidence | null;
  }>(
    `select experiment_id, scenario_name, path_name, state = 'running' as running, stage, evidence,
            case when state = 'running' and population = 'live'
                 then coalesce((plan->'ramp'->'stages'->stage->>'trafficPpm')::int, 0) else 0 end as traffic_ppm
       from hormesis.experiments
      where state in ('running', 'paused') or (started_at is not null and ended_at > clock_timestamp() - interval '1 minute')`,
  );
  return result.rows.map((row) => ({
    ...{ experiment: row.experiment_id, scenario: row.scenario_name, path: row.path_name, running: row.running },
    ...{ stage: row.stage, trafficPpm: row.traffic_ppm, evidence: row.evidence },
  }));
}

interface CountRow {
  connected: number;
  away: number;
  oldest_report: number;
  findings: number;
  holding: boolean;
  killed: number;
  recovered: number;
  not_recovered: number;
  failing: number;
  pending: number;
  given_up: number;
  paths: string[];
}

/** Counts of everything that is not one experiment's. Away: gone within the last ten minutes. */
export async function readWorld(client: Queryable): Promise<World> {
  const result = await client.query<CountRow>(
    `select (select count(*) from hormesis.agents where connected_to is not null) as connected,
            (select count(*) from hormesis.agents where connected_to is null and last_seen_at > clock_timestamp() - interval '10 minutes') as away,
            (select coalesce(extract(epoch from max(clock_timestamp() - coalesce(last_report_at, connected_at))), 0)::float8
               from hormesis.agents where connected_to is not null) as oldest_report,
            (select count(*) from hormesis.findings
              where state = 'open' or (state = 'accepted' and (state_data->>'until')::timestamptz <= clock_timestamp())) as findings,
            (select is_on from hormesis.hold_switch) as holding,
            (select count(*) from hormesis.termination_events where kind = 'target' and detail->>'kind' = 'done') as killed,
            (select count(*) from hormesis.termination_events where kind = 'healthy') as recovered,
            (select count(*) from hormesis.termination_events where kind = 'not_recovered') as not_recovered,
            (select count(*) from hormesis.webhooks where failing_since is not null) as failing,
            (select count(*) from hormesis.webhook_deliveries where state = 'pending') as pending,
            (select count(*) from hormesis.webhook_deliveries where state = 'given_up') as given_up,
            (select coalesce(array_agg(path_name), '{}') from hormesis.critical_paths) as paths`,
  );
  const [row] = result.rows;
  if (!row) throw new Error('a query of counts gave no row');
  return {
    experiments: await readExperiments(client),
    paths: row.paths,
    agents: { connected: row.connected, away: row.away, oldestReportSeconds: row.oldest_report },
    ...{ findings: row.findings, holding: row.holding },
    terminations: { killed: row.killed, recovered: row.recovered, notRecovered: row.not_recovered },
    webhooks: { failing: row.failing, pending: row.pending, givenUp: row.given_up },
  };
}

import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../../platform/clock.ts';
import { type Database, within } from '../../platform/database.ts';
import { type MeasuredExperiment, readWorld, type World } from './telemetry-queries.ts';

/** However often it is scraped, the database is asked once in this time, milliseconds. */
const FRESH_MS = 2_000;
/** A scrape must not hang with the database, milliseconds. */
const READ_MS = 2_000;
const EXPERIMENT = ['experiment', 'scenario', 'path'] as const;

/**
 * Adds gauges of what all replicas share to `registry`; they are read from the database when somebody scrapes. Each replica
 * tells the same: take the `max`, not the sum. While the database is away they are absent or NaN, and
 * `hormesis_database_up` is 0.
 */
export function exposeWorld(database: Database, clock: Clock, registry: Registry): void {
  let reading: Promise<void> | null = null;
  let readAtMs = Number.NEGATIVE_INFINITY;
  // All gauges of a scrape wait for the same read.
  const fresh = (): Promise<void> => {
    if (reading) return reading;
    if (clock.monotonicMs() - readAtMs < FRESH_MS) return Promise.resolve();
    reading = within(READ_MS, readWorld(database))
      .then(
        (world) => show(gauges, world),
        () => hide(gauges),
      )
      .finally(() => {
        reading = null;
        readAtMs = clock.monotonicMs();
      });
    return reading;
  };
  const gauges = createGauges(registry, fresh);
}

type Gauges = ReturnType<typeof createGauges>;

function createGauges(registry: Registry, collect: () => Promise<void>) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name: `hormesis_${name}`, help, labelNames: [...labelNames], registers: [registry], collect });
  return {
    databaseUp: gauge('database_up', '1 while the database answers'),
    trafficPpm: gauge('experiment_traffic_ppm', 'Live traffic in treatment, parts per million', EXPERIMENT),
    stage: gauge('experiment_stage', 'Stage of the ramp, the first is 0', EXPERIMENT),
    units: gauge('experiment_units', 'Units with a request in an arm, each once', [...EXPERIMENT, 'arm']),
    failing: gauge('experiment_failing_units', 'Units a KPI counted in an arm', [...EXPERIMENT, 'arm', 'kpi']),
    logE: gauge('experiment_log_e', 'Evidence of harm, natural logarithm', [...EXPERIMENT, 'kpi']),
    haltLogE: gauge('experiment_halt_log_e', 'Where the evidence halts, natural logarithm', [...EXPERIMENT, 'kpi']),
    injections: gauge('experiment_injections', 'Faults applied to calls so far', EXPERIMENT),
    pathExperiments: gauge('path_experiments', 'Experiments running on a critical path', ['path']),
    pathTreatmentPpm: gauge('path_treatment_ppm', 'Live traffic of a path in treatment, parts per million', ['path']),
    agents: gauge('fleet_agents', 'Agents of all replicas; away: gone within ten minutes', ['line']),
    reportAge: gauge('fleet_report_age_seconds', 'The longest time that a connected agent has not reported'),
    findings: gauge('findings_blocking', 'Findings that keep their scenario from live traffic'),
    holding: gauge('hold_switch', '1 while the hold switch is set'),
    terminations: gauge('terminations', 'Members killed and groups whole again or not, so far', ['result']),
    webhookDeliveries: gauge('webhook_deliveries', 'Events that wait for a webhook or were given up', ['state']),
    webhooksFailing: gauge('webhooks_failing', 'Webhooks whose last attempt failed'),
  };
}

/** What is not known is not told: a figure of an hour ago would look like one of now. */
function hide(gauges: Gauges): void {
  for (const each of Object.values(gauges)) each.reset();
  for (const each of [gauges.reportAge, gauges.findings, gauges.holding, gauges.webhooksFailing]) each.set(Number.NaN);
  gauges.databaseUp.set(0);
}

function show(gauges: Gauges, { experiments, paths, agents, terminations, webhooks, ...world }: World): void {
  for (const each of Object.values(gauges)) each.reset();
  gauges.databaseUp.set(1);
  for (const experiment of experiments) showExperiment(gauges, experiment);
  for (const path of paths) {
    const running = experiments.filter((each) => each.path === path && each.running);
    gauges.pathExperiments.set({ path }, running.length);
    gauges.pathTreatmentPpm.set(
      { path },
      running.reduce((sum, { trafficPpm }) => sum + trafficPpm, 0),
    );
  }
  gauges.agents.set({ line: 'connected' }, agents.connected);
  gauges.agents.set({ line: 'away' }, agents.away);
  gauges.reportAge.set(agents.oldestReportSeconds);
  gauges.findings.set(world.findings);
  gauges.holding.set(world.holding ? 1 : 0);
  gauges.terminations.set({ result: 'killed' }, terminations.killed);
  gauges.terminations.set({ result: 'recovered' }, terminations.recovered);
  gauges.terminations.set({ result: 'not_recovered' }, terminations.notRecovered);
  gauges.webhookDeliveries.set({ state: 'pending' }, webhooks.pending);
  gauges.webhookDeliveries.set({ state: 'given_up' }, webhooks.givenUp);
  gauges.webhooksFailing.set(webhooks.failing);
}

function showExperiment(gauges: Gauges, { experiment, scenario, path, ...measured }: MeasuredExperiment): void {
  const labels = { experiment, scenario, path };
  const { evidence } = measured;
  gauges.trafficPpm.set(labels, measured.trafficPpm);
  gauges.stage.set(labels, measured.stage);
  gauges.injections.set(labels, evidence?.injections ?? 0);
  for (const arm of ['treatment', 'control'] as const) {
    gauges.units.set({ ...labels, arm }, evidence?.exposedUnits?.[arm] ?? 0);
    for (const { kpi, failing } of evidence?.kpis ?? []) gauges.failing.set({ ...labels, arm, kpi }, failing[arm]);
  }
  for (const { kpi, logE, haltLogE } of evidence?.kpis ?? []) {
    gauges.logE.set({ ...labels, kpi }, logE);
    gauges.haltLogE.set({ ...labels, kpi }, haltLogE);
  }
}

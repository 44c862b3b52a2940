import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the control plane tells a Prometheus about itself. */
export interface Metrics {
  readonly registry: Registry;
  readonly agentsConnected: Gauge;
  readonly experimentsRunning: Gauge;
  readonly treatmentPpm: Gauge;
  readonly reports: Counter<'result'>;
  readonly reportsOverCallGroups: Counter;
  readonly reportedDropped: Counter<'reason'>;
  readonly halts: Counter<'reason'>;
  readonly webhookAttempts: Counter<'result'>;
  readonly loopSeconds: Histogram;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    agentsConnected: new Gauge({
      name: 'hormesis_agents_connected',
      help: 'Agents with an open link to this replica',
      registers,
    }),
    experimentsRunning: new Gauge({
      name: 'hormesis_experiments_running',
      help: 'Experiments in state running',
      registers,
    }),
    treatmentPpm: new Gauge({
      name: 'hormesis_treatment_ppm',
      help: 'Share of live traffic in treatment, parts per million, largest over the paths',
      registers,
    }),
    reports: new Counter({
      name: 'hormesis_reports_total',
      help: 'Agent reports by result',
      labelNames: ['result'],
      registers,
    }),
    reportsOverCallGroups: new Counter({
      name: 'hormesis_call_groups_over_limit_total',
      help: 'Times that new call groups of a service were not counted, because it has as many as are kept',
      registers,
    }),
    reportedDropped: new Counter({
      name: 'hormesis_reported_dropped_total',
      help: 'Records in agent reports that were not counted, by reason',
      labelNames: ['reason'],
      registers,
    }),
    halts: new Counter({
      name: 'hormesis_halts_total',
      help: 'Experiments halted, by reason',
      labelNames: ['reason'],
      registers,
    }),
    webhookAttempts: new Counter({
      name: 'hormesis_webhook_attempts_total',
      help: 'Attempts to deliver an event to a webhook, by result',
      labelNames: ['result'],
      registers,
    }),
    loopSeconds: new Histogram({
      name: 'hormesis_control_loop_seconds',
      help: 'Duration of one round of the control loop',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
  };
}

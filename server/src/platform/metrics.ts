import { haltReason } from '@hormesis/contract/experiment.ts';
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
  readonly haltConfirmSeconds: Histogram;
  readonly haltUnknownAgents: Counter;
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly webhookAttempts: Counter<'result'>;
  readonly loopSeconds: Histogram;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const metrics: Metrics = {
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
    haltConfirmSeconds: new Histogram({
      name: 'hormesis_halt_confirm_seconds',
      help: 'From a halt to its last confirmation that came in time',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2],
      registers,
    }),
    haltUnknownAgents: new Counter({
      name: 'hormesis_halt_unknown_agents_total',
      help: 'Agents and replicas that had not confirmed a halt when it was answered',
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'hormesis_http_request_seconds',
      help: 'Duration of API requests by route; streams are not among them',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
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
  // A counter without a first count is no series, and a rate over it no data.
  for (const reason of haltReason.options) metrics.halts.inc({ reason }, 0);
  for (const result of ['delivered', 'failed']) metrics.webhookAttempts.inc({ result }, 0);
  return metrics;
}

import { authenticate, secretOf } from '../features/access/authenticate.ts';
import { accessRoutes } from '../features/access/routes.ts';
import { auditRoutes } from '../features/audit/routes.ts';
import { blastRadiusRoutes } from '../features/blast-radius/routes.ts';
import { experimentRoutes } from '../features/experiments/routes.ts';
import { previewRefusals } from '../features/experiments/world.ts';
import { findingRoutes } from '../features/findings/routes.ts';
import { fleetRoutes } from '../features/fleet/routes.ts';
import { gameDayRoutes } from '../features/game-days/routes.ts';
import { haltRoutes } from '../features/halt/routes.ts';
import { limitsRoutes } from '../features/limits/routes.ts';
import type { Overview } from '../features/overview/overview.ts';
import { overviewRoutes } from '../features/overview/routes.ts';
import type { StreamHub, Topic } from '../features/overview/stream-hub.ts';
import { reportRoutes } from '../features/reports/routes.ts';
import { scenarioRoutes } from '../features/scenarios/routes.ts';
import { ScenarioViews } from '../features/scenarios/scenario-views.ts';
import { terminationRoutes } from '../features/terminations/routes.ts';
import { topologyRoutes } from '../features/topology/routes.ts';
import { webhookRoutes } from '../features/webhooks/routes.ts';
import type { Features, Platform } from './features.ts';
import { createHttpApp } from './http-app.ts';
import { idempotency } from './idempotency.ts';
import { reportPorts } from './report-ports.ts';

interface Shown {
  readonly overview: Overview;
  readonly hub: StreamHub;
  read(topic: Topic): Promise<unknown>;
  /** Called after every change of an experiment. */
  changed(): Promise<void>;
  /** The folder of the built page, or null. */
  readonly web: string | null;
  /** True once this process stops. */
  stops(): boolean;
}

/** All that HTTP requests reach: the routes of every feature behind who may use them. */
export function requestHandler({ database, log, metrics, clock }: Platform, features: Features, shown: Shown) {
  const { access, heldOpen, halt, live, ports, starting, liveIds } = features;
  const views = new ScenarioViews(database, (candidates) => previewRefusals(database, ports, candidates));
  return createHttpApp({
    log,
    metrics,
    monotonicMs: () => clock.monotonicMs(),
    web: shown.web,
    authenticate: authenticate(access),
    idempotency: idempotency(database),
    routers: [
      haltRoutes(halt, database, liveIds),
      accessRoutes(access, database),
      overviewRoutes(shown.overview, shown.hub, shown.read, (request, close) =>
        heldOpen.hold(secretOf(request) ?? '', close),
      ),
      scenarioRoutes(database, views),
      blastRadiusRoutes(database, ports.scenarios.path),
      experimentRoutes(starting, shown.changed),
      limitsRoutes(database),
      findingRoutes(database, shown.changed),
      fleetRoutes(database),
      topologyRoutes(database),
      terminationRoutes(features.terminations),
      gameDayRoutes(features.gameDays, shown.changed),
      webhookRoutes(features.webhooks),
      reportRoutes(reportPorts(database, features)),
      auditRoutes(database),
    ],
    notReady: async () =>
      shown.stops()
        ? 'this process stops'
        : database.query('select 1').then(
            () => (live.rows.revision > 0 ? null : 'the rules have not been read yet'),
            () => 'the database is away',
          ),
  });
}

import { accessRoutes } from './access-routes.ts';
import type { ApiRoute } from './api-route.ts';
import { experimentRoutes } from './experiment-routes.ts';
import { findingRoutes } from './finding-routes.ts';
import { fleetRoutes } from './fleet-routes.ts';
import { gameDayRoutes } from './game-day-routes.ts';
import { limitRoutes } from './limit-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { scenarioRoutes } from './scenario-routes.ts';
import { stoppingRoutes } from './stopping-routes.ts';
import { terminationRoutes } from './termination-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/**
 * Every route below `/api/v1`, in the order of the reference. The OpenAPI document and the reference page are made from
 * it, and a test compares it with what the server mounts.
 */
export const apiRoutes: readonly ApiRoute[] = [
  ...overviewRoutes,
  ...scenarioRoutes,
  ...experimentRoutes,
  ...stoppingRoutes,
  ...limitRoutes,
  ...findingRoutes,
  ...terminationRoutes,
  ...gameDayRoutes,
  ...webhookRoutes,
  ...fleetRoutes,
  ...accessRoutes,
];

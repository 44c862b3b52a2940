import { listExperiments, listLive, listPlanned } from '../features/experiments/experiment-queries.ts';
import { summaryOf } from '../features/experiments/views.ts';
import { countFindings } from '../features/findings/finding-queries.ts';
import { readDaysOn, readLastEvent } from '../features/game-days/game-day-queries.ts';
import { summaryOf as summaryOfDay } from '../features/game-days/views.ts';
import { readHold } from '../features/halt/halt-queries.ts';
import { readLimitsVersion } from '../features/limits/limits-queries.ts';
import type { OverviewPorts } from '../features/overview/overview.ts';
import type { Live } from '../features/rules/live.ts';
import { listPaths } from '../features/scenarios/scenario-queries.ts';
import { readMoment } from '../features/terminations/moment-queries.ts';

/** How many experiments that ended, or have not begun, the first page shows at most. */
const RECENT = 20;

/** What the first page asks of the other features. */
export function overviewPorts(version: string, live: Live): OverviewPorts {
  return {
    version,
    ready: () => live.rows.revision > 0,
    readHold,
    findings: countFindings,
    limitsVersion: readLimitsVersion,
    terminations: readMoment,
    paths: listPaths,
    experiments: async (client) => {
      const [running, newest] = await Promise.all([listLive(client), listExperiments(client, RECENT)]);
      const recent = newest.flatMap((each) => (each.endedAt ? [{ each, endedMs: each.endedAt.getTime() }] : []));
      recent.sort((a, b) => b.endedMs - a.endedMs);
      return { running: running.map(summaryOf), recent: recent.map(({ each }) => summaryOf(each)) };
    },
    planned: async (client) => (await listPlanned(client, RECENT)).map(summaryOf),
    gameDays: async (client) => (await readDaysOn(client)).map(summaryOfDay),
    lastGameDayEvent: readLastEvent,
    pools: (path) =>
      live.rows.experiments
        .filter((each) => each.path === path && each.population === 'live')
        .map((each) => ({ experiment: each.id, pool: each.pool, rhoPpm: each.rhoPpm })),
  };
}

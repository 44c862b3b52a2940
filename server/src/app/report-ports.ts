import { listRefused } from '../features/audit/audit-queries.ts';
import { viewById } from '../features/experiments/routes.ts';
import { databaseMs, listFindings } from '../features/findings/finding-queries.ts';
import { summaryOf } from '../features/findings/findings.ts';
import { dayOfExperiment } from '../features/game-days/game-day-queries.ts';
import { viewDay } from '../features/game-days/views.ts';
import type { ReportPorts } from '../features/reports/reports.ts';
import type { Database } from '../platform/database.ts';
import type { Features } from './features.ts';

/** As many as the page lists. */
const LISTED = 500;

/** What reports are made of, from the features that have it. */
export function reportPorts(database: Database, { starting, gameDays }: Features): ReportPorts {
  return {
    nowMs: () => databaseMs(database),
    experiment: (id) => viewById(starting, id),
    async findings(experiment) {
      const nowMs = await databaseMs(database);
      const found = await listFindings(database, LISTED);
      return found.filter(({ evidence }) => evidence.experiment === experiment).map((each) => summaryOf(each, nowMs));
    },
    gameDay: (id) => viewDay(database, gameDays.ports, id),
    async stepOf(experiment) {
      const found = await dayOfExperiment(database, experiment);
      if (!found) return null;
      const { day, step } = found;
      const notes = day.timeline.filter(
        (event) => event.step === step && (event.kind === 'note' || event.kind === 'observation'),
      );
      return { day: { id: day.id, name: day.plan.name }, step, notes };
    },
    async refusedBeside(gameDay) {
      const { timeline } = await viewDay(database, gameDays.ports, gameDay);
      const started = timeline.find(({ kind }) => kind === 'started');
      if (!started) return [];
      return listRefused(database, { code: 'game_day_on', words: `(${gameDay})`, since: started.at, limit: LISTED });
    },
  };
}

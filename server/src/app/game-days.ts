import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import type { GameDayStep } from '@hormesis/contract/game-day.ts';
import { terminateBody } from '@hormesis/contract/terminations.ts';
import { livingRole } from '../features/access/access-queries.ts';
import { type Experiment, newExperimentId } from '../features/experiments/experiment.ts';
import { listByIds, listLive } from '../features/experiments/experiment-queries.ts';
import type { GameDayOn } from '../features/experiments/ports.ts';
import { pathsBeside } from '../features/experiments/shared-entries.ts';
import { type Starting, startWithin } from '../features/experiments/start.ts';
import { summaryOf } from '../features/experiments/views.ts';
import { type Day, runningStep } from '../features/game-days/game-day.ts';
import type { SeenExperiment } from '../features/game-days/judge.ts';
import type { GameDayPorts } from '../features/game-days/ports.ts';
import type { Halt } from '../features/halt/halt.ts';
import { readHold } from '../features/halt/halt-queries.ts';
import type { Live } from '../features/rules/live.ts';
import { terminate, viewTermination } from '../features/terminations/by-hand.ts';
import type { Terminating } from '../features/terminations/ports.ts';
import { ApiError } from '../platform/api-error.ts';
import type { Queryable } from '../platform/database.ts';

/** What a day that is on allows experiments. */
export function limitsOf(day: Day): GameDayOn {
  const { maxTreatmentPpm, regions } = day.plan.limits;
  return {
    ...{ id: day.id, name: day.plan.name, path: day.plan.path, experiment: runningStep(day)?.experiment ?? null },
    ...{ maxTreatmentPpm, regions: regions ?? null },
    endsAtMs: day.state.name === 'running' ? Date.parse(day.state.endsAt) : 0,
  };
}

/** What game days ask of the other features, answered by them. */
export function gameDayPorts(
  starting: Starting,
  terminations: Terminating,
  halt: Halt,
  live: Pick<Live, 'rows'>,
): GameDayPorts {
  const { ports } = starting;
  return {
    experiments: {
      newId: newExperimentId,
      async start(client, id, body, by) {
        await startWithin(client, starting, body, by, id);
      },
      summaries: async (client, ids): Promise<ExperimentSummary[]> => (await listByIds(client, ids)).map(summaryOf),
      seen: async (client, ids) => (await listByIds(client, ids)).map(seenOf),
      aliveOn: async (client, paths) =>
        (await listLive(client)).filter(({ path }) => paths.includes(path)).map(({ id }) => id),
      lastSeenOn: (path) => live.rows.experiments.filter((each) => each.path === path).map(({ id }) => id),
    },
    scenarios: {
      async pathsNear(client, name) {
        const paths = await ports.scenarios.paths(client);
        const path = paths.find((each) => each.name === name);
        return path ? [path, ...pathsBeside(path, paths)].map((each) => each.name) : [];
      },
      async rampOf(client, name) {
        const found = await ports.scenarios.find(client, name);
        if (!found) return null;
        const path = await ports.scenarios.path(client, found.scenario.path);
        const ramp = found.scenario.ramp ?? path?.ramp ?? ports.ramp.defaultRamp(path);
        return { path: found.scenario.path, ramp };
      },
    },
    terminations: {
      async strike(step, by, gameDay, recorded) {
        const more = { gameDay, recorded: (client: Queryable, made: { id: string }) => recorded(client, made.id) };
        await terminate(terminations, killOf(step), by, more);
      },
      view: (_client, id) =>
        viewTermination(terminations.database, id).catch((error: unknown) => {
          if (error instanceof ApiError && error.code === 'not_found') return null;
          throw error;
        }),
    },
    roleNow: livingRole,
    readHold,
    halt: (request) => halt.halt({ ...request, reason: 'person', setHold: false }),
  };
}

function killOf({ kind: _kind, title: _title, ...body }: Extract<GameDayStep, { kind: 'termination' }>) {
  return terminateBody.parse(body);
}

/** An experiment as its day sees it. */
function seenOf({ id, state, verdict, reason, evidence }: Experiment): SeenExperiment {
  const failingUsers = Math.max(0, ...(evidence?.kpis ?? []).map(({ failing }) => failing.treatment));
  switch (state.name) {
    case 'draft':
    case 'scheduled':
    case 'running':
    case 'paused':
      return { id, state: 'alive', by: '', words: '', failingUsers };
    case 'completed':
      return { id, state: 'completed', by: 'hormesis', words: `${verdict ?? 'no verdict'}: ${reason}`, failingUsers };
    case 'halted': {
      const words = verdict === 'failed' ? `failed: ${reason}` : reason;
      return { id, state: 'halted', by: state.by, words, failingUsers };
    }
    case 'cancelled':
      return { id, state: 'cancelled', by: state.by, words: state.detail, failingUsers };
  }
}

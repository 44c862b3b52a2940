import type { GameDaySummary, GameDayView } from '@hormesis/contract/game-day.ts';
import { ApiError } from '../../platform/api-error.ts';
import type { Queryable } from '../../platform/database.ts';
import { type Day, experimentsOf, stepAtHand } from './game-day.ts';
import { findDay } from './game-day-queries.ts';
import { harmOf } from './judge.ts';
import type { GameDayPorts } from './ports.ts';
import { rightsOf } from './rights.ts';

/** A day as lists show it. */
export function summaryOf(day: Day): GameDaySummary {
  const { id, plan, state, lead, createdBy, createdAt } = day;
  return {
    ...{ id, name: plan.name, path: plan.path, goal: plan.goal, state, lead },
    ...{ stepCount: plan.steps.length, stepTitle: stepAtHand(day)?.title ?? null, createdBy, createdAt },
  };
}

/** Everything about one day. @throws ApiError not_found */
export async function viewDay(client: Queryable, ports: GameDayPorts, id: string): Promise<GameDayView> {
  const day = await findDay(client, id);
  if (!day) throw new ApiError('not_found', `there is no game day ${JSON.stringify(id)}`);
  const ids = experimentsOf(day);
  const summaries = await ports.experiments.summaries(client, ids);
  const steps = await Promise.all(
    day.steps.map(async ({ experiment, termination, ...step }) => ({
      ...step,
      experiment: summaries.find((each) => each.id === experiment) ?? null,
      termination: termination === null ? null : await ports.terminations.view(client, termination),
    })),
  );
  return {
    ...summaryOf(day),
    ...{ plan: day.plan, steps },
    ...harmOf(await ports.experiments.seen(client, ids)),
    ...{ timeline: [...day.timeline], rights: rightsOf(day) },
  };
}

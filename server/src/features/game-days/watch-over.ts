import type { TerminationView } from '@hormesis/contract/terminations.ts';
import { lastAudited } from '../../platform/audit-log.ts';
import type { Queryable } from '../../platform/database.ts';
import { nextRevision } from '../../platform/revision.ts';
import { type Day, experimentsOf, runningStep } from './game-day.ts';
import { databaseNowMs, findDay, readJustEnded, writeEvents } from './game-day-queries.ts';
import { judge, type Seen, type SeenTermination } from './judge.ts';
import type { GameDays } from './ports.ts';
import { haltLeftovers, writeUnwritten } from './stop.ts';

/**
 * A look of the control loop at every day that is on: ends steps whose experiment or termination has ended, and days that
 * are to abort. Every replica does; what one has written, the others find written.
 */
export async function watchOver(on: GameDays): Promise<void> {
  await writeUnwritten(on);
  await on.daysOn.refresh(on.database);
  for (const day of on.daysOn.days) await alone(on, day, () => watchOne(on, day));
  for (const day of await readJustEnded(on.database)) await alone(on, day, () => haltLeftovers(on, on.database, day));
}

async function watchOne(on: GameDays, known: Day): Promise<void> {
  // Asked without a lock first: nearly always there is nothing to write, and a revision a second would reach every agent.
  if (judge(known, await seenOf(on, on.database, known)).length === 0) return;
  await on.database.transaction(async (client) => {
    await nextRevision(client);
    const day = await findDay(client, known.id, true);
    if (day) await writeEvents(client, day.id, judge(day, await seenOf(on, client, day)));
  });
}

async function seenOf({ ports }: GameDays, client: Queryable, day: Day): Promise<Seen> {
  const { termination, beganAt } = runningStep(day) ?? { termination: null, beganAt: null };
  return {
    nowMs: await databaseNowMs(client),
    experiments: await ports.experiments.seen(client, experimentsOf(day)),
    termination: termination === null ? null : seenTermination(await ports.terminations.view(client, termination)),
    haltAll: beganAt === null ? null : await haltAllSince(client, beganAt),
  };
}

async function haltAllSince(client: Queryable, since: string): Promise<Seen['haltAll']> {
  const found = await lastAudited(client, 'halt_all', new Date(since));
  if (!found) return null;
  const { detail } = found.detail;
  return { atMs: found.at.getTime(), by: found.actor, reason: typeof detail === 'string' ? detail : '' };
}

/** A kill is over when nobody waits for a turn and its group is whole, or was not within its time. */
function seenTermination(view: TerminationView | null): SeenTermination | null {
  if (!view) return null;
  if (view.targets.some(({ outcome }) => outcome.kind === 'pending') || view.recovery.name === 'watching')
    return { id: view.id, ended: null };
  const killed = view.targets.filter(({ outcome }) => outcome.kind === 'killed').length;
  return { id: view.id, ended: `${killed} of ${view.targets.length} killed${recoveryWords(view)}` };
}

function recoveryWords({ leashed, recovery }: TerminationView): string {
  if (leashed) return ', a dry run';
  switch (recovery.name) {
    case 'healthy':
      return `; the group was whole again after ${Math.round(recovery.healthyAfterMs / 1_000)} s`;
    case 'not_recovered':
      return `; the group was not whole again: ${recovery.reason}`;
    case 'none':
    case 'watching':
      return '';
  }
}

async function alone({ log }: GameDays, { id }: Day, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error, gameDay: id }, 'a game day could not be looked at');
  }
}

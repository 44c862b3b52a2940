import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Candidate, LimitRefusal, World } from './limits.ts';
import type { GameDayOn } from './ports.ts';
import { percent } from './sentences.ts';
import { regionsOf } from './share-limits.ts';
import { pathsBeside } from './shared-entries.ts';

/**
 * While a game day is on, nothing but its present step runs on its path, or on one that shares an entry with it: for testers
 * neither, because everybody is to know where a failure comes from. What is the step keeps within the limits of the day.
 */
export function gameDayRefusals(candidate: Candidate, path: CriticalPath, world: World): LimitRefusal[] {
  const near = new Set([path.name, ...pathsBeside(path, world.paths).map(({ name }) => name)]);
  return world.gameDays
    .filter((day) => near.has(day.path))
    .flatMap((day) =>
      candidate.id !== null && day.experiment === candidate.id
        ? outsideRefusals(candidate, path, world, day)
        : [{ code: 'game_day_on' as const, message: otherText(day, path) }],
    );
}

function otherText({ id, name, path: own }: GameDayOn, { name: path }: CriticalPath): string {
  const where = own === path ? own : `${own}, which shares an entry with ${path}`;
  return `the game day ${name} (${id}) is on, and only its present step runs on ${where}`;
}

function outsideRefusals(
  { ramp }: Candidate,
  path: CriticalPath,
  world: World,
  { id, name, maxTreatmentPpm, regions, endsAtMs }: GameDayOn,
): LimitRefusal[] {
  const day = `the game day ${name} (${id})`;
  // Only the stage that comes now: those after it are held when it is their turn, and seen to be.
  const wanted = ramp.stages[0]?.trafficPpm ?? 0;
  const messages: string[] = [];
  if (wanted > maxTreatmentPpm)
    messages.push(`${percent(wanted)} of live traffic is above the ${percent(maxTreatmentPpm)} of ${day}`);
  if (world.now.nowMs >= endsAtMs) messages.push(`the time of ${day} is over`);
  const entries = path.entries.map(({ service }) => service);
  const outside = regions === null ? [] : regionsOf(entries, world).filter((each) => !regions.includes(each ?? ''));
  for (const region of outside) {
    const where = region === null ? 'agents of entries that name no region' : `agents of entries in ${region}`;
    messages.push(`${day} is for ${regions?.join(', ')} alone, and there are ${where}`);
  }
  return messages.map((message) => ({ code: 'game_day_limit', message }));
}

import type { TerminationPlatform } from '@hormesis/server/features/terminations/platform-port.ts';
import { watchAll } from '@hormesis/server/features/terminations/watch.ts';
import { OPEN, openStage, type Stage, told } from '../../server/terminations/stage.ts';

/** Work of the control plane on a database of its own, by the real clock. */
export async function withStage(platform: TerminationPlatform, apps: string[], work: (stage: Stage) => Promise<void>) {
  const stage = await openStage([platform]);
  try {
    await stage.settings({ ...OPEN, apps: apps.map((app) => ({ app, enabled: true, leashed: false })) });
    stage.nowMs = Date.now();
    await work(stage);
  } finally {
    await stage.stop();
  }
}

export async function killed(stage: Stage, key: string) {
  const done = await stage.kill(key);
  if (done.kind !== 'begun') throw new Error(told(done));
  return done.termination;
}

/** Looks once more; milliseconds from kill to whole, or false. */
export async function recovered(stage: Stage, termination: string): Promise<number | false> {
  stage.nowMs = Date.now();
  await watchAll(stage.on);
  const event = (await stage.events(termination)).find(({ kind }) => kind === 'healthy');
  return event?.kind === 'healthy' && event.detail.afterMs;
}

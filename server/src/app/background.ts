import { removeStale } from '../features/access/access-queries.ts';
import { archiveEnded } from '../features/experiments/archive.ts';
import { ControlLoop } from '../features/experiments/control-loop.ts';
import { settle } from '../features/findings/findings.ts';
import { forgetSilent } from '../features/fleet/agents-queries.ts';
import { tellResidue, writeStopped } from '../features/fleet/residue-queries.ts';
import { watchOver } from '../features/game-days/watch-over.ts';
import { prune } from '../features/observations/prune-queries.ts';
import { sweepDeliveries } from '../features/webhooks/sweep-queries.ts';
import type { Database } from '../platform/database.ts';
import type { Logger } from '../platform/logging.ts';
import { listen } from '../platform/notifications.ts';
import { keepLoad } from './brought-load.ts';
import type { Features, Platform } from './features.ts';

const PRUNE_MS = 60_000;
/** An agent whose replica is gone counts as connected for so long at most, and the six seconds before, milliseconds. */
const SWEEP_MS = 3_000;

interface Background {
  /** Begins to claim experiments and watch over them. */
  startLoop(): void;
  /** Agents told of users that fail. */
  lookSoon(): void;
  /** Ends the control loop, after its round. */
  stopLoop(): Promise<void>;
  /** Ends listening to the other replicas. */
  stopListening(): Promise<void>;
}

/** What goes on without being asked: the control loop, hearing of other replicas, and clearing away. */
export function background(
  platform: Platform,
  { ports, halt, load, liveIds, gameDays }: Features,
  databaseUrl: string,
  { refresh, balance }: { refresh: { now(): Promise<void>; soon(): Promise<void> }; balance(): void },
): Background {
  const { database, log, boot, replicas } = platform;
  const afterRound = async () => {
    // A verdict that cannot be turned into findings now keeps its scenario from running until it can: nothing waits for it.
    const unsettled = (experiment: string, error: Error) =>
      log.warn({ err: error, experiment }, 'findings of an experiment could not be written');
    await settle(database, unsettled).catch((error: Error) =>
      log.warn({ err: error }, 'findings could not be written'),
    );
    await watchOver(gameDays).catch((error: Error) => log.warn({ err: error }, 'game days could not be looked at'));
    await refresh.now();
    // Without a word of ours the load ends with its lease.
    await keepLoad(platform, { load, ports, halt }).catch((error: Error) =>
      log.warn({ err: error }, 'load could not be prolonged'),
    );
    halt.recordLost(liveIds());
    balance();
  };
  const loop = new ControlLoop({ ...platform, ports, afterRound });
  const listener = listen(databaseUrl, (notification) => {
    if (notification.kind === 'halt_answer') return halt.answered(notification.halt);
    if (notification.kind === 'halt' && notification.from !== boot) halt.relay(notification, liveIds());
    void refresh.soon();
  });
  const sweeping = setInterval(() => {
    sweep(database, log).catch((error: Error) =>
      log.debug({ err: error }, 'what is left of ends could not be looked at'),
    );
  }, SWEEP_MS);
  const pruning = setInterval(() => {
    const kept = (experiment: string, error: Error) =>
      log.warn({ err: error, experiment }, 'an experiment that ended could not be archived');
    Promise.all([
      prune(database),
      archiveEnded(database, ports, kept),
      removeStale(database),
      replicas.prune(),
      sweepDeliveries(database),
    ]).catch((error: Error) => log.warn({ err: error }, 'old observations could not be removed'));
  }, PRUNE_MS);
  return {
    startLoop: () => loop.start(),
    lookSoon: () => loop.lookSoon(),
    async stopLoop() {
      clearInterval(pruning);
      clearInterval(sweeping);
      await loop.stop();
    },
    stopListening: () => listener.stop(),
  };
}

/** Who is not connected any more, who holds what has ended, and what has stopped. */
async function sweep(database: Database, log: Logger): Promise<void> {
  await forgetSilent(database);
  const named = await tellResidue(database);
  if (named > 0) log.error({ agents: named }, 'agents hold rules of experiments that ended; the timeline names them');
  await writeStopped(database);
}

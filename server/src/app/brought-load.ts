import { targetRefusal } from '../features/experiments/load-limits.ts';
import type { ExperimentPorts } from '../features/experiments/ports.ts';
import type { Halt } from '../features/halt/halt.ts';
import { readLimits } from '../features/limits/limits.ts';
import { readBrought } from '../features/load/load-queries.ts';
import type { LoadRunner, WantedLoad } from '../features/load/load-runner.ts';
import type { Platform } from './features.ts';

/** A tester's token lasts longer than the second until the next one, and not much longer than a lease, seconds. */
const TOKEN_SECONDS = 30;

/** Prolongs the load of what this replica watches, as far as the limits allow it now. Called after each round of the control loop. */
export async function keepLoad(
  { database, boot }: Pick<Platform, 'database' | 'boot'>,
  { load, ports, halt }: { load: LoadRunner; ports: ExperimentPorts; halt: Halt },
): Promise<void> {
  const brought = await readBrought(database, boot);
  if (brought.length === 0) return load.keep([]);
  const { limits } = await readLimits(database);
  load.keep(
    brought
      .filter(({ experiment, bring }) => !halt.isHalted(experiment) && targetRefusal(bring, limits) === null)
      .map(({ experiment, bring: { as, ...drive }, unit }): WantedLoad => {
        const token = as === 'testers' ? ports.testerToken(experiment, TOKEN_SECONDS).text : null;
        return { experiment, drive: { ...drive, unit }, baggage: token && `hormesis=${token}` };
      }),
  );
}

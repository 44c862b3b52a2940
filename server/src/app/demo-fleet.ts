import { type FleetAnswer, type FleetQuestion, fleetAnswer } from '@hormesis/contract/demo-fleet.ts';
import { DemoPlatform, type FleetKeeper } from '../features/terminations/platforms/demo/demo-platform.ts';

type Wanted = FleetQuestion extends infer Q ? (Q extends FleetQuestion ? Omit<Q, 'type' | 'id'> : never) : never;

/** The IPC channel to whoever started this process. */
type Channel = Pick<NodeJS.Process, 'on' | 'send'>;

/** The demo's processes as a platform, when this process was started by the supervisor that keeps them in these regions. */
export function demoPlatforms(channel: Channel, regions: string | undefined): DemoPlatform[] {
  if (!regions || !channel.send) return [];
  return [new DemoPlatform(keeperBehind(channel), regions.split(','))];
}

function keeperBehind(channel: Channel): FleetKeeper {
  const waiting = new Map<number, (answer: FleetAnswer) => void>();
  let last = 0;
  channel.on('message', (message: unknown) => {
    const answer = fleetAnswer.safeParse(message);
    if (answer.success) waiting.get(answer.data.id)?.(answer.data);
  });
  const ask = (wanted: Wanted, signal: AbortSignal): Promise<FleetAnswer> => {
    last += 1;
    const id = last;
    const answered = new Promise<FleetAnswer>((resolve, reject) => {
      waiting.set(id, resolve);
      signal.addEventListener('abort', () => reject(new Error('the supervisor did not answer')), { once: true });
      channel.send?.(
        { type: 'fleet', id, ...wanted } satisfies FleetQuestion,
        undefined,
        {},
        (error) => error && reject(error),
      );
    });
    return answered.finally(() => waiting.delete(id));
  };
  return {
    list: async (signal) => (await ask({ ask: 'list' }, signal)).processes,
    kill: async (name, pid, signal) => (await ask({ ask: 'kill', name, pid }, signal)).killed === true,
  };
}

import { IncomingMessage, OutgoingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { type Census, census } from './census.ts';

/** What lives in a process after a full garbage collection. */
export interface Probed extends Census {
  readonly heapUsedBytes: number;
  readonly externalBytes: number;
  readonly rssBytes: number;
  /** What keeps the process alive, by type: Node's own count. What is unreferenced is in `objects` only. */
  readonly resources: Readonly<Record<string, number>>;
}

/**
 * Loaded into each process of the soak before anything else (`--expose-gc --import`); answers the message `probe`.
 * `SOAK_CLASSES` are the classes whose collections are counted, as `module#Class`.
 */
process.on('message', (message) => {
  if (message !== 'probe') return;
  probe().then(
    (probed) => process.send?.({ type: 'probed', probed }),
    (error: Error) => process.send?.({ type: 'probed', problem: String(error.stack) }),
  );
});

const pause = setTimeout(() => {}, 0);
const COUNTED = { Timeout: pause.constructor, Socket, IncomingMessage, OutgoingMessage, AbortSignal, Promise };
clearTimeout(pause);

/** What one finalizer lets go of may have a finalizer of its own. */
const ROUNDS = 3;

async function probe(): Promise<Probed> {
  const classes = await prototypes();
  await collect();
  const counted = census(COUNTED, classes);
  await collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = tally(process.getActiveResourcesInfo());
  return { ...counted, heapUsedBytes: heapUsed, externalBytes: external, rssBytes: rss, resources };
}

/**
 * What is kept for a finalizer is gone one collection after that has run. `fetch` keeps its caller's AbortSignal so: of
 * 200 calls that were over 200 signals were found at once and 1 a turn later, without any agent.
 */
async function collect(): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    globalThis.gc?.();
    await turn();
  }
  globalThis.gc?.();
}

async function prototypes(): Promise<object[]> {
  const named = (process.env.SOAK_CLASSES ?? '').split(',').filter(Boolean);
  return Promise.all(
    named.map(async (each) => {
      const [file = '', name = ''] = each.split('#');
      const found = ((await import(file)) as Record<string, { prototype: object }>)[name];
      if (found === undefined) throw new Error(`${file} has no ${name}`);
      return found.prototype;
    }),
  );
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

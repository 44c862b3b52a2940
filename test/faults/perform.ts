import { setTimeout as wait } from 'node:timers/promises';
import { OFFERS, path } from './documents.ts';
import { nowMs } from './fleet/journal.ts';
import type { People } from './people.ts';
import { FLEET, type Happening, REPLICAS } from './schedule.ts';
import type { World } from './world.ts';

/** What the performance knows beside the journals. */
export interface Performed {
  /** When the change of the path was acknowledged that took a call group off the allowlist, if it was. */
  delistedMs: number | null;
}

/**
 * Lets a schedule happen. What is to be mended is mended at its time, or at the end; two faults of one thing that meet are
 * mended with the later one.
 */
export class Performance {
  readonly performed: Performed = { delistedMs: null };
  readonly #world: World;
  readonly #people: People;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #running = new Set<Promise<void>>();

  constructor(world: World, people: People) {
    this.#world = world;
    this.#people = people;
  }

  async play(schedule: readonly Happening[]): Promise<void> {
    const beganMs = performance.now();
    for (const happening of schedule) {
      await wait(Math.max(0, happening.atMs - (performance.now() - beganMs)));
      const one = this.#happen(happening).catch(() => {});
      this.#running.add(one);
      void one.finally(() => this.#running.delete(one));
    }
    await Promise.all(this.#running);
    await this.#people.idle();
  }

  /** Everything works again, whatever happened. */
  async heal(): Promise<void> {
    const world = this.#world;
    world.server.pause(false);
    for (let process = 0; process < FLEET; process += 1) {
      for (const link of world.linksOf(process, 'all')) link.mend();
      world.process(process)?.process.kill('SIGCONT');
      if (world.process(process)?.process.connected) world.process(process)?.process.send({ type: 'step', ms: 0 });
    }
    for (let replica = 0; replica < REPLICAS; replica += 1) {
      world.databaseLine(replica).mend();
      world.replica(replica)?.process.kill('SIGCONT');
    }
    await Promise.all([
      ...Array.from({ length: REPLICAS }, (_, place) => world.replica(place) ?? world.startReplica(place)),
      ...Array.from({ length: FLEET }, (_, place) => world.process(place) ?? world.startProcess(place)),
    ]);
  }

  async #happen(happening: Happening): Promise<void> {
    const world = this.#world;
    switch (happening.what) {
      case 'person acts':
        await this.#people.act(happening.act, happening.person, happening.replica);
        return;
      case 'call group leaves the allowlist':
        return this.#delist();
      case 'replica is killed':
      case 'replica restarts':
        return this.#alone(`replica ${happening.replica}`, async () => {
          await world.endReplica(happening.replica, happening.what === 'replica is killed' ? 'kill9' : 'stop');
          await wait(happening.forMs);
          await world.startReplica(happening.replica);
        });
      case 'replica is paused':
        return this.#alone(`replica ${happening.replica}`, () =>
          pause(world.replica(happening.replica)?.process, happening.forMs),
        );
      case 'process is killed':
        return this.#alone(`process ${happening.process}`, async () => {
          await world.endProcess(happening.process);
          await wait(happening.forMs);
          await world.startProcess(happening.process);
        });
      case 'process is paused':
        return this.#alone(`process ${happening.process}`, () =>
          pause(world.process(happening.process)?.process, happening.forMs),
        );
      case 'clock steps':
        return this.#alone(`process ${happening.process}`, async () => {
          const stepped = world.process(happening.process)?.process;
          stepped?.send({ type: 'step', ms: happening.stepMs });
          await wait(happening.forMs);
          stepped?.send({ type: 'step', ms: 0 });
        });
      case 'database is killed':
      case 'database restarts':
        return this.#alone('database', async () => {
          await (happening.what === 'database is killed' ? world.server.kill() : world.server.shutDown());
          await wait(happening.forMs);
          await world.server.startAgain();
        });
      case 'database is paused':
        return this.#alone('database', async () => {
          world.server.pause(true);
          await wait(happening.forMs);
          world.server.pause(false);
        });
      default:
        return this.#disturb(happening);
    }
  }

  /** Lines: of several faults on one, the last that ends mends it. */
  async #disturb(happening: Extract<Happening, { delayMs: number }>): Promise<void> {
    const world = this.#world;
    const relays =
      'process' in happening
        ? world.linksOf(happening.process, happening.replica)
        : [world.databaseLine(happening.replica)];
    for (const relay of relays) {
      if (happening.what.endsWith('cut')) relay.cut();
      else if (happening.what.endsWith('slow')) relay.slow(happening.delayMs);
      else relay.hold(happening.what.endsWith('mute') ? 'up' : 'down');
    }
    await wait(happening.forMs);
    for (const relay of relays) relay.mend();
  }

  async #delist(): Promise<void> {
    for (let replica = 0; replica < REPLICAS; replica += 1) {
      const body = { yaml: JSON.stringify(path([OFFERS])) };
      try {
        const answer = await this.#world.ask<unknown>(replica, '/scenarios/apply', { body, timeoutMs: 4_000 });
        if (answer.status >= 300) continue;
        this.performed.delistedMs = nowMs();
        return;
      } catch {
        // The next one may answer.
      }
    }
  }

  /** Two things that happen to one process happen one after the other. */
  #alone(what: string, work: () => Promise<void>): Promise<void> {
    const next = (this.#busy.get(what) ?? Promise.resolve()).then(work, work);
    this.#busy.set(what, next);
    return next;
  }
}

async function pause(process: { kill(signal: NodeJS.Signals): boolean } | undefined, forMs: number): Promise<void> {
  process?.kill('SIGSTOP');
  await wait(forMs);
  process?.kill('SIGCONT');
}

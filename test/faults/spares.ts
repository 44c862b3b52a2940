import { repositoryFile } from '../harness/service.ts';
import { type Spawned, spawnNode } from '../harness/spawned.ts';
import { LIGHT_PROCESSES, REPLICAS } from './schedule.ts';

export type Role = 'replica' | 'light';

const NEEDED: Readonly<Record<Role, number>> = { replica: REPLICAS, light: LIGHT_PROCESSES };
const READY_MS = 120_000;

/**
 * Processes that have loaded their code and wait to become somebody: made while a seed plays, they let the next one begin
 * at once (half of what a seed takes from the processor is the loading). Each serves one seed only.
 */
export class Spares {
  /** What every process of a world gets beside its own environment. */
  readonly childEnv: Readonly<Record<string, string>>;
  readonly #waiting: Record<Role, Promise<Spawned>[]> = { replica: [], light: [] };

  constructor(childEnv: Readonly<Record<string, string>>) {
    this.childEnv = childEnv;
  }

  /** Makes as many as one world needs; resolves when they wait. */
  async prepare(): Promise<void> {
    for (const role of ['replica', 'light'] as const)
      while (this.#waiting[role].length < NEEDED[role]) this.#waiting[role].push(this.#make(role));
    await Promise.all(Object.values(this.#waiting).flat());
  }

  /** A process that is ready as what it was told to be. */
  async become(role: Role, env: Readonly<Record<string, string>>): Promise<Spawned> {
    const spare = await (this.#waiting[role].shift() ?? this.#make(role));
    const ready = new Promise<Record<string, unknown>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${role} after ${READY_MS} ms: ${spare.output()}`)), READY_MS);
      spare.process.once('message', (message) => {
        clearTimeout(timer);
        resolve(message as Record<string, unknown>);
      });
      void spare.exited.then((exit) => {
        clearTimeout(timer);
        reject(new Error(`a ${role} exited with ${exit} before it was ready: ${spare.output()}`));
      });
    });
    spare.process.send(env);
    return { ...spare, ready: await ready };
  }

  async close(): Promise<void> {
    const waiting = Object.values(this.#waiting).flat();
    await Promise.all(waiting.map(async (spare) => (await spare).kill9()));
  }

  #make(role: Role): Promise<Spawned> {
    const entry = repositoryFile('test/faults/fleet/spare.ts');
    const made = spawnNode({ entry, args: [role], env: this.childEnv, readyTimeoutMs: READY_MS });
    made.catch(() => {});
    return made;
  }
}

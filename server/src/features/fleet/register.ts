import type { Hello } from '@hormesis/contract/agent-link.ts';
import { isDatabaseAway } from '../../platform/database.ts';

/** Where comings and goings are written; each list names an instance at most once. */
export interface RegisterPorts {
  saveHellos(hellos: readonly Hello[]): Promise<void>;
  saveGoodbyes(instances: readonly string[]): Promise<void>;
}

interface Waiting {
  readonly instance: string;
  /** Null: its link closed. */
  readonly hello: Hello | null;
  resolve(): void;
  reject(error: unknown): void;
}

const MOST_TOGETHER = 250;

/**
 * Who came and who went, in this order and written together: after a restart thousands of agents come back within a second,
 * and asking the database for each alone kept them waiting until they gave up and came again. The first does not wait for company.
 */
export class Register {
  readonly #ports: RegisterPorts;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  constructor(ports: RegisterPorts) {
    this.#ports = ports;
  }

  /** Resolves once the hello is in the database; rejects when it cannot be. */
  come(hello: Hello): Promise<void> {
    return this.#add(hello.instance, hello);
  }

  /** Resolves once it is in the database that this instance has no link here. */
  go(instance: string): Promise<void> {
    return this.#add(instance, null);
  }

  #add(instance: string, hello: Hello | null): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ instance, hello, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeTogether(this.#waiting.splice(0, MOST_TOGETHER));
    } finally {
      // In the same moment as the last look: who comes after it begins anew.
      this.#writing = null;
    }
  }

  async #writeTogether(together: readonly Waiting[]): Promise<void> {
    try {
      const last = lastWords(together);
      const hellos = [...last.values()].flatMap(({ hello }) => hello ?? []);
      const gone = [...last].flatMap(([instance, { isGone }]) => (isGone ? [instance] : []));
      if (hellos.length > 0) await this.#ports.saveHellos(hellos);
      if (gone.length > 0) await this.#ports.saveGoodbyes(gone);
      for (const each of together) each.resolve();
    } catch (error) {
      if (isDatabaseAway(error)) return this.#refuseAll(together, error);
      // One impossible value must not keep the others out.
      if (together.length > 1) for (const each of together) await this.#writeTogether([each]);
      else for (const each of together) each.reject(error);
    }
  }

  /** Nobody would get further alone, and who waits behind them would wait for the same: they are to try another replica. */
  #refuseAll(together: readonly Waiting[], error: unknown): void {
    for (const each of [...together, ...this.#waiting.splice(0)]) each.reject(error);
  }
}

/** Of each instance its newest hello, and whether it went after it. */
function lastWords(together: readonly Waiting[]): Map<string, { hello: Hello | null; isGone: boolean }> {
  const last = new Map<string, { hello: Hello | null; isGone: boolean }>();
  for (const { instance, hello } of together)
    last.set(instance, { hello: hello ?? last.get(instance)?.hello ?? null, isGone: hello === null });
  return last;
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LEASE_MS } from '@hormesis/contract/agent-link.ts';
import type { Drive, LoadMessage } from './drive.ts';

/** Load that should be going on now. */
export interface WantedLoad {
  readonly experiment: string;
  readonly drive: Drive;
  readonly baggage: string | null;
}

const PROCESS = fileURLToPath(new URL('load-process.ts', import.meta.url));

/**
 * Load of the experiments that this replica watches, each from a process of its own. `keep` is called once a second by the
 * control loop; a loop that dies, or is another replica's by now, prolongs nothing, and the load ends with its lease.
 */
export class LoadRunner {
  readonly #children = new Map<string, ChildProcess>();
  readonly #leaseMs: number;
  #stopped = false;

  /** `leaseMs`: how long load goes on without a word of ours. */
  constructor(leaseMs = LEASE_MS) {
    this.#leaseMs = leaseMs;
  }

  /** Begins what is wanted and not there, prolongs what is, ends the rest. */
  keep(wanted: readonly WantedLoad[]): void {
    if (this.#stopped) return;
    const ids = new Set(wanted.map(({ experiment }) => experiment));
    this.stopUnless((experiment) => ids.has(experiment));
    for (const { experiment, drive, baggage } of wanted) {
      const known = this.#children.get(experiment);
      const message: LoadMessage = { drive: known ? null : drive, baggage, leaseMs: this.#leaseMs };
      // One that died is not begun anew: whatever killed it would again.
      if (!known) this.#begin(experiment).send(message);
      else if (known.connected) known.send(message);
    }
  }

  /** Ends load at once: nothing in it is worth waiting for. */
  stopUnless(stays: (experiment: string) => boolean): void {
    for (const [experiment, child] of this.#children) {
      if (stays(experiment)) continue;
      child.kill('SIGKILL');
      this.#children.delete(experiment);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.stopUnless(() => false);
  }

  #begin(experiment: string): ChildProcess {
    // Nothing of this process's environment: it sends requests and needs no secret.
    const child = fork(PROCESS, { env: {}, execArgv: [], stdio: 'ignore' });
    child.on('error', () => {});
    this.#children.set(experiment, child);
    return child;
  }
}

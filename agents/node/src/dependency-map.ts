/** A dependency of this service as the operator named it; `callGroup` is made once, so that a call costs no string work. */
export interface Dependency {
  readonly name: string;
  readonly callGroup: string;
}

/** Where an outgoing call goes: which dependency it is, if any, and whether the host belongs to the fleet. */
export interface Target {
  readonly dependency: Dependency | null;
  readonly toFleet: boolean;
  /** `host:port` as it was called, for a dependency of ours: instances tell theirs, and with it where they are. */
  readonly address: string | null;
}

const STRANGER: Target = { dependency: null, toFleet: false, address: null };
/** A crawler calls more hosts than anybody wants to remember. */
const REMEMBERED = 1_000;
const FLEET_HOST: Target = { dependency: null, toFleet: true, address: null };

export interface DependencyEntry {
  readonly name: string;
  /** `host` (any port) or `host:port`, in lower case. */
  readonly address: string;
}

/** Knows the fleet: the entries of the dependency map by address, and the host suffixes that belong to us as well. */
export class DependencyMap {
  readonly #targets = new Map<string, Dependency>();
  readonly #suffixes: readonly string[];
  readonly #controlPlane: readonly string[];
  /** Answers by host and port as they were asked: a call costs two look-ups and no string. */
  readonly #answers = new Map<string, Map<number | string, Target>>();
  #answered = 0;
  /** The last question: the next is often the same. */
  #lastHost = '';
  #lastPort: number | string = '';
  #lastAnswer = STRANGER;

  /**
   * `nameCallGroup` makes the call group of a dependency. `controlPlane` is `host:port` wherever the agent's own line may
   * lead, which stays a stranger whatever the map says: the agent must never fail its own control plane.
   */
  constructor(
    entries: readonly DependencyEntry[],
    suffixes: readonly string[],
    nameCallGroup: (dependency: string) => string,
    controlPlane: readonly string[] = [],
  ) {
    for (const { name, address } of entries) {
      this.#targets.set(address, { name, callGroup: nameCallGroup(name) });
    }
    this.#suffixes = suffixes;
    this.#controlPlane = controlPlane;
  }

  /** `host` without brackets for IPv6, as Node's request options carry it. */
  target(host: string, port: number | string): Target {
    if (host === this.#lastHost && port === this.#lastPort) return this.#lastAnswer;
    const target = this.#answers.get(host)?.get(port) ?? this.#remember(host, port, this.#find(host, port));
    this.#lastHost = host;
    this.#lastPort = port;
    this.#lastAnswer = target;
    return target;
  }

  #remember(host: string, port: number | string, target: Target): Target {
    if (this.#answered >= REMEMBERED) {
      this.#answers.clear();
      this.#answered = 0;
    }
    this.#answered += 1;
    const ports = this.#answers.get(host) ?? new Map<number | string, Target>();
    this.#answers.set(host, ports.set(port, target));
    return target;
  }

  #find(host: string, port: number | string): Target {
    const name = host.toLowerCase();
    const address = `${name}:${port}`;
    if (this.#controlPlane.includes(address)) return STRANGER;
    const dependency = this.#targets.get(address) ?? this.#targets.get(name);
    if (dependency !== undefined) return { dependency, toFleet: true, address };
    for (const suffix of this.#suffixes) if (name.endsWith(suffix)) return FLEET_HOST;
    return STRANGER;
  }
}

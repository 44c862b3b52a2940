import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { maskedFrame, openRawLink } from './raw-link.ts';

const REPORT_EVERY_MS = 1_000;

interface Linked {
  readonly instance: string;
  readonly replica: number;
  socket: Socket | null;
  sequence: number;
}

/** When an agent got its rules after a change, milliseconds after the call that asked for it. */
export interface Arrival {
  readonly replica: number;
  readonly afterMs: number;
}

/** Agents of one service, spread over replicas, that report every second and remember when their rules came. */
export class FanoutAgents {
  readonly #agents: readonly Linked[];
  readonly #reporting: NodeJS.Timeout;
  #experiment: string | null = null;
  #arrived: { beganMs: number; arrivals: Arrival[]; all(): void } | null = null;
  #beat = 0;

  private constructor(agents: readonly Linked[]) {
    this.#agents = agents;
    this.#reporting = setInterval(() => this.#report(), REPORT_EVERY_MS / 10);
  }

  static async connect(urls: readonly string[], token: string, count: number): Promise<FanoutAgents> {
    const fleet = randomUUID().slice(0, 8);
    const agents = Array.from({ length: count }, (_, number): Linked => {
      const instance = `bench-${fleet}-${number}`;
      return { instance, replica: number % urls.length, socket: null, sequence: 0 };
    });
    const all = new FanoutAgents(agents);
    for (const agent of agents) {
      agent.socket = await openRawLink(urls[agent.replica] ?? '', token, (text) => all.#heard(agent, text));
      agent.socket.on('error', () => {});
      const facts = { version: 'bench', runtime: 'bench', zone: null, region: null, unsupported: [] };
      all.#say(agent, {
        type: 'hello',
        protocol: 2,
        service: 'bench',
        instance: agent.instance,
        ...facts,
        halted: [],
        active: [],
      });
    }
    return all;
  }

  /** From now on all report of this experiment: without telemetry it would be halted. */
  tellOf(experiment: string): void {
    this.#experiment = experiment;
  }

  /** Does something that changes everybody's rules, and waits until all agents have got them. */
  async change(work: () => Promise<unknown>): Promise<Arrival[]> {
    const arrivals: Arrival[] = [];
    const came = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${arrivals.length} of ${this.#agents.length} agents got new rules`)),
        20_000,
      );
      const all = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#arrived = { beganMs: performance.now(), arrivals, all };
    });
    await Promise.all([work(), came]);
    this.#arrived = null;
    return arrivals;
  }

  close(): void {
    clearInterval(this.#reporting);
    for (const { socket } of this.#agents) socket?.destroy();
  }

  #heard(agent: Linked, text: Buffer): void {
    if (!text.subarray(0, 30).includes('"ruleset"') || !this.#arrived) return;
    const { beganMs, arrivals, all } = this.#arrived;
    arrivals.push({ replica: agent.replica, afterMs: performance.now() - beganMs });
    if (arrivals.length === this.#agents.length) all();
  }

  /** A tenth of them, so that the reports are spread over the second. */
  #report(): void {
    this.#beat += 1;
    for (const [number, agent] of this.#agents.entries()) {
      if (number % 10 !== this.#beat % 10) continue;
      agent.sequence += 1;
      const belongs = {
        experiment: this.#experiment,
        arm: this.#experiment && 'control',
        stage: this.#experiment && 0,
      };
      const columns = { callGroups: ['bench>http:dependency'], calls: [{ ...belongs, groups: [0], calls: [1] }] };
      const nothing = { active: [], halted: [], paths: [], exposures: [], events: [], dropped: 0, counters: {} };
      this.#say(agent, { type: 'report', sequence: agent.sequence, revision: 0, ...nothing, ...columns });
    }
  }

  #say(agent: Linked, frame: object): void {
    agent.socket?.write(maskedFrame(Buffer.from(JSON.stringify(frame))));
  }
}

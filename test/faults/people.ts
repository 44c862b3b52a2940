import { randomUUID } from 'node:crypto';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { HaltReport } from '@hormesis/contract/halt.ts';
import { SCENARIO_NAMES } from './documents.ts';
import { nowMs } from './fleet/journal.ts';
import { type Act, REPLICAS } from './schedule.ts';
import { PEOPLE, type World } from './world.ts';

/** What somebody did and what they were told; times of the clock that all processes share. */
export interface Deed {
  readonly act: Act | 'release';
  readonly person: string;
  /** Unique: it is found in the timeline by it. */
  readonly reason: string;
  readonly experiment: string | null;
  readonly beganMs: number;
  readonly endedMs: number;
  /** `acknowledged`: it was done. `refused`: it was not. `unknown`: nobody can say from the answer. */
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  readonly halt: HaltReport | null;
  /** Through which replicas it went, and what they said. */
  readonly told: string;
}

const ANSWER_MS = 6_000;

/** Several people who start, promote and halt through whichever replica answers. */
export class People {
  readonly deeds: Deed[] = [];
  /** Experiments that were started, the newest last. */
  readonly experiments: string[] = [];
  readonly #world: World;
  readonly #working = new Set<Promise<unknown>>();
  #turn = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Each replica has seen each of them before: only then can they halt through it while its database is away. */
  async becomeKnown(): Promise<void> {
    for (let replica = 0; replica < REPLICAS; replica += 1)
      for (const person of PEOPLE.keys()) await this.#world.ask<unknown>(replica, '/status', { person });
  }

  act(act: Act | 'release', person: number, replica: number, scenario?: string): Promise<Deed | null> {
    const acting = this.#act(act, person, replica, scenario);
    this.#working.add(acting);
    void acting.finally(() => this.#working.delete(acting));
    return acting;
  }

  /** Starts a scenario again, after the hold switch was released. */
  async restart(scenario: string, replica: number): Promise<void> {
    await this.act('release', 0, replica);
    await this.act('start', 0, replica, scenario);
  }

  async idle(): Promise<void> {
    await Promise.all(this.#working);
  }

  async #act(act: Act | 'release', person: number, replica: number, scenario?: string): Promise<Deed | null> {
    this.#turn += 1;
    const reason = `reason-${this.#turn}`;
    const experiment = this.experiments.at(-1 - (this.#turn % 2)) ?? this.experiments.at(-1) ?? null;
    const request = requestFor(act, reason, experiment, scenario ?? SCENARIO_NAMES[this.#turn % 2] ?? '');
    if (!request) return null;
    const beganMs = nowMs();
    const answered = await this.#insist(request, person, replica);
    const { status, body } = answered;
    const started = act === 'start' && status === 201 ? (body as ExperimentView).id : null;
    if (started) this.experiments.push(started);
    const done = status !== null && status < 300;
    const deed: Deed = {
      ...{ act, person: PEOPLE[person] ?? '', reason, experiment: started ?? (request.experiment ? experiment : null) },
      ...{ beganMs, endedMs: nowMs(), told: answered.told },
      outcome: done ? 'acknowledged' : status !== null && status < 500 && !answered.repeated ? 'refused' : 'unknown',
      halt: done && (act === 'halt' || act === 'halt all') ? (body as HaltReport) : null,
    };
    this.deeds.push(deed);
    return deed;
  }

  /** Asks again with the same key, at the next replica, when there is no answer or one says that it cannot. */
  async #insist(request: Request, person: number, first: number) {
    const key = randomUUID();
    const told: string[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const replica = (first + attempt) % REPLICAS;
      try {
        const asking = { person, body: request.body, key, timeoutMs: ANSWER_MS };
        const { status, body } = await this.#world.ask<unknown>(replica, request.route, asking);
        told.push(`replica ${replica}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
        if (status < 500) return { status, body, told: told.join(' | '), repeated: attempt > 0 };
      } catch (error) {
        told.push(`replica ${replica}: ${error instanceof Error ? `${error.message} ${error.cause ?? ''}` : error}`);
      }
    }
    return { status: null, body: null, told: told.join(' | '), repeated: true };
  }
}

interface Request {
  readonly route: string;
  readonly body: object;
  /** Whether it is about one experiment. */
  readonly experiment: boolean;
}

function requestFor(act: Act | 'release', reason: string, experiment: string | null, scenario: string): Request | null {
  switch (act) {
    case 'start':
      return { route: '/experiments', body: { scenario }, experiment: false };
    case 'halt all':
      return { route: '/halt', body: { reason }, experiment: false };
    case 'release':
      return { route: '/release', body: { reason }, experiment: false };
    default:
      return experiment === null
        ? null
        : { route: `/experiments/${experiment}/${act}`, body: { reason }, experiment: true };
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import type { House } from '../../harness/house.ts';
import { KINDS, scenarioName } from './documents.ts';

/** How an experiment ends, in turn. `halt all` ends what runs in the other lane, too. */
export const ENDINGS = ['complete', 'halt', 'promote', 'pause and halt', 'halt all'] as const;
type Ending = (typeof ENDINGS)[number];

/** Far more than recording a halt takes on a busy machine. */
const RECORDED_WITHIN_MS = 10_000;

export interface Ended {
  readonly id: string;
  readonly kind: string;
  readonly ending: Ending;
}

/** One experiment after the other, each fault in turn, each ending in turn: all thirty pairs come up. */
export class Lane {
  readonly #house: House;
  readonly #lane: number;
  readonly ended: Ended[] = [];
  readonly problems: string[] = [];
  /** Experiments that nobody could watch on a machine busy with other things: to halt them was right. */
  readonly starved: string[] = [];
  #turn = 0;
  #wanted = false;
  #running: Promise<void> = Promise.resolve();

  constructor(house: House, lane: number) {
    this.#house = house;
    this.#lane = lane;
    // Both lanes with the same fault at the same time would be half the soak.
    this.#turn = lane * 3;
  }

  begin(): void {
    this.#wanted = true;
    this.#running = this.#run();
  }

  /** Resolves when the experiment under way has ended. */
  async pause(): Promise<void> {
    this.#wanted = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#wanted) {
      const kind = KINDS[this.#turn % KINDS.length] ?? 'error';
      const ending = ENDINGS[this.#turn % ENDINGS.length] ?? 'halt';
      this.#turn += 1;
      await this.#one(kind, ending).catch((error: unknown) => this.problems.push(String(error)));
    }
  }

  async #one(kind: string, ending: Ending): Promise<void> {
    const id = await this.#start(kind, ending === 'complete' ? 1_000 : 600_000);
    try {
      await this.#end(id, ending);
    } catch (error) {
      // The other lane's `halt all` may have come first.
      if (!(await this.#isHaltedSoon(id))) throw error;
    }
    this.ended.push({ id, kind, ending });
  }

  /** A halt is told to all before it is recorded: an experiment refuses everything already, and reads as running. */
  async #isHaltedSoon(id: string): Promise<boolean> {
    const end = performance.now() + RECORDED_WITHIN_MS;
    while ((await this.#house.experiment(id)).state.name !== 'halted') {
      if (performance.now() > end) return false;
      await wait(100);
    }
    return true;
  }

  /** Waits while the hold switch is set. */
  async #start(kind: string, holdMs: number): Promise<string> {
    const stage = { holdMs, minExposedUnits: 1, marginPpm: 1_000_000 };
    const stages = [100_000, 240_000].map((trafficPpm) => ({ ...stage, trafficPpm }));
    for (let attempt = 0; ; attempt += 1) {
      try {
        const body = { scenario: scenarioName(this.#lane, kind), ramp: { stages } };
        return (await this.#house.post<{ id: string }>('/experiments', body)).id;
      } catch (error) {
        if (attempt > 50 || !String(error).includes('hold_switch_set')) throw error;
        await wait(100);
      }
    }
  }

  async #end(id: string, ending: Ending): Promise<unknown> {
    const post = (act: string) => this.#house.post(`/experiments/${id}/${act}`);
    if (ending === 'complete') return this.#ended(id, 120_000);
    await wait(1_000 + Math.random() * 1_000);
    if (ending === 'halt') return post('halt');
    if (ending === 'halt all') {
      await this.#house.post('/halt');
      return this.#house.post('/release');
    }
    if (ending === 'promote') {
      await post('promote');
      await wait(1_000);
      await post('promote');
      return this.#ended(id, 60_000);
    }
    await post('pause');
    await wait(500);
    await post('resume');
    await wait(1_000);
    return post('halt');
  }

  async #ended(id: string, withinMs: number): Promise<void> {
    const end = performance.now() + withinMs;
    let view: ExperimentView;
    do {
      await wait(200);
      view = await this.#house.experiment(id);
      if (view.state.name === 'completed') return;
      if (view.state.name === 'halted') {
        const told = `${id} was halted: ${view.state.detail}`;
        if (view.state.reason === 'blind' || view.state.reason === 'control_lost') this.starved.push(told);
        else if (view.state.reason !== 'halt_all') this.problems.push(told);
        return;
      }
    } while (performance.now() < end);
    await this.#house.post(`/experiments/${id}/halt`);
    this.problems.push(`${id} did not end within ${withinMs} ms: ${view.reason}`);
  }
}

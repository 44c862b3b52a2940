import { type ExperimentSummary, experimentView } from '@hormesis/contract/experiment.ts';
import { haltReport } from '@hormesis/contract/halt.ts';
import type { Client } from '../client.ts';
import { haltText, stateText } from '../experiment-text.ts';
import { postHalt } from '../post-halt.ts';
import type { Key } from './keys.ts';
import type { Line } from './line.ts';
import { type Wish, Wishes } from './wishes.ts';

type Target = Pick<ExperimentSummary, 'id' | 'scenario'>;
type Steer = 'pause' | 'resume' | 'promote';

const acts: Record<string, Steer | 'halt' | 'halt all'> = {
  ...{ p: 'pause', r: 'resume', m: 'promote', P: 'promote' },
  ...{ h: 'halt', H: 'halt all' },
};

/** The keys that change something: asks where that is due, sends, and keeps what came of it for the screen. */
export class Controls {
  readonly #client: Client;
  readonly #wishes: Wishes;
  readonly #done: string[] = [];

  constructor(client: Client, changed: () => void) {
    this.#client = client;
    this.#wishes = new Wishes(changed);
  }

  /** What is asked, being done, or came of it. */
  get notice(): Line | null {
    return this.#wishes.notice;
  }

  /** Takes a key; false when it means nothing here. `target` is the experiment that is shown or marked. */
  press(key: Key, target: Target | null): boolean {
    if (this.#wishes.press(key)) return true;
    const act = acts[key];
    if (act === undefined) return false;
    if (act === 'halt all') this.#wishes.want(this.#haltAll());
    else if (target === null) this.#wishes.say([['warn', 'No experiment is chosen.']]);
    else this.#wishes.want(act === 'halt' ? this.#halt(target) : steerWish(this.#client, act, target));
    return true;
  }

  /** Waits for what was sent last; resolves with one line for each halt, to be kept beyond the screen. */
  async settled(): Promise<readonly string[]> {
    await this.#wishes.settled();
    return this.#done;
  }

  #halt(target: Target): Wish {
    return {
      question: `Halt ${target.scenario} (${target.id})? y or h: yes, any other key: no`,
      ...{ twice: 'h', doing: `halt ${target.scenario}`, name: 'halt' },
      send: () => this.#sendHalt(`/experiments/${target.id}/halt`, ''),
    };
  }

  #haltAll(): Wish {
    return {
      question: 'Halt EVERY experiment and set the hold switch? y or H: yes, any other key: no',
      ...{ twice: 'H', doing: 'Halting everything', name: 'halt all' },
      send: () => this.#sendHalt('/halt', ' The hold switch is set.'),
    };
  }

  async #sendHalt(path: string, held: string): Promise<Line> {
    const report = await postHalt(this.#client, path, { reason: '' }, haltReport);
    const what = report.halted.length > 0 ? `Halted ${report.halted.join(', ')}` : 'Nothing was running';
    const text = `${what}: ${haltText(report)}.${held}`;
    this.#done.push(text);
    return [[report.agents.unknown.length > 0 ? 'bad' : 'good', text]];
  }
}

/** Pausing and resuming go at once; a promotion is asked, and never confirmed by its own key. */
export function steerWish(client: Client, act: Steer, { id, scenario }: Target): Wish {
  return {
    question: act === 'promote' ? `Promote ${scenario} past its gate? y: yes, any other key: no` : null,
    ...{ twice: null, doing: `${act} ${scenario}`, name: act },
    async send() {
      const view = await client.post(`/experiments/${id}/${act}`, { reason: '' }, experimentView);
      return [['good', `${view.scenario}: ${stateText(view.state)}`]];
    },
  };
}

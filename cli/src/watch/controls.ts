import { type ExperimentSummary, experimentView } from '@hormesis/contract/experiment.ts';
import { haltReport } from '@hormesis/contract/halt.ts';
import { CliError } from '../cli-error.ts';
import type { Client } from '../client.ts';
import { errorLines } from '../error-text.ts';
import { haltText, stateText } from '../experiment-text.ts';
import { length } from './figures.ts';
import type { Key } from './keys.ts';
import type { Line } from './line.ts';

type Act = 'pause' | 'resume' | 'promote' | 'halt' | 'halt all';
type Target = Pick<ExperimentSummary, 'id' | 'scenario'>;

/** Fixed when it was asked: what is on the screen may be another experiment by the time the answer is typed. */
type Wish =
  | { readonly act: Exclude<Act, 'halt all'>; readonly target: Target }
  | { readonly act: 'halt all'; readonly target: null };

type State =
  | { readonly name: 'idle'; readonly said: Line | null }
  | { readonly name: 'asking'; readonly wish: Wish }
  | { readonly name: 'doing'; readonly wish: Wish; readonly sinceMs: number };

const acts: Record<string, Act> = { p: 'pause', r: 'resume', m: 'promote', h: 'halt', H: 'halt all' };
/** What the act's own key confirms: pressing it twice in a hurry must stop things, and must never promote. */
const confirmedTwice: readonly Act[] = ['halt', 'halt all'];

/** The keys that change something: asks where that is due, sends, and keeps what came of it for the screen. */
export class Controls {
  readonly #client: Client;
  readonly #changed: () => void;
  readonly #done: string[] = [];
  #state: State = { name: 'idle', said: null };
  #latest: Promise<void> = Promise.resolve();

  constructor(client: Client, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** What is asked, being done, or came of it. */
  get notice(): Line | null {
    const state = this.#state;
    if (state.name === 'idle') return state.said;
    if (state.name === 'asking') return [['inverse', ` ${question(state.wish)} `]];
    return [['warn', `${doing(state.wish)} … ${length(performance.now() - state.sinceMs)}`]];
  }

  /** Takes a key; false when it means nothing here. `target` is the experiment that is shown or marked. */
  press(key: Key, target: Target | null): boolean {
    const act = acts[key];
    if (this.#state.name === 'asking') {
      const { wish } = this.#state;
      const agreed = key === 'y' || key === 'Y' || (act === wish.act && confirmedTwice.includes(act));
      if (agreed) this.#do(wish);
      else this.#say([['dim', 'Nothing was changed.']]);
      return true;
    }
    if (act === undefined) return false;
    if (act === 'halt all') this.#set({ name: 'asking', wish: { act, target: null } });
    else if (target === null) this.#say([['warn', 'No experiment is chosen.']]);
    else if (act === 'halt' || act === 'promote') this.#set({ name: 'asking', wish: { act, target } });
    else this.#do({ act, target });
    return true;
  }

  /** Waits for what was sent last; resolves with one line for each halt, to be kept beyond the screen. */
  async settled(): Promise<readonly string[]> {
    await this.#latest;
    return this.#done;
  }

  #do(wish: Wish): void {
    this.#set({ name: 'doing', wish, sinceMs: performance.now() });
    const work = this.#send(wish).then(
      (said) => this.#finish(wish, said),
      (error: unknown) => {
        if (!(error instanceof CliError)) throw error;
        this.#finish(wish, [['bad', `${wish.act}: ${errorLines(error).join('; ')}`]]);
      },
    );
    this.#latest = Promise.all([this.#latest, work]).then(() => {});
  }

  async #send({ act, target }: Wish): Promise<Line> {
    if (act === 'pause' || act === 'resume' || act === 'promote') {
      const view = await this.#client.post(`/experiments/${target.id}/${act}`, { reason: '' }, experimentView);
      return [['good', `${view.scenario}: ${stateText(view.state)}`]];
    }
    const path = act === 'halt' ? `/experiments/${target.id}/halt` : '/halt';
    const report = await this.#client.post(path, { reason: '' }, haltReport);
    const what = report.halted.length > 0 ? `Halted ${report.halted.join(', ')}` : 'Nothing was running';
    const held = act === 'halt all' ? ' The hold switch is set.' : '';
    const text = `${what}: ${haltText(report)}.${held}`;
    this.#done.push(text);
    return [[report.agents.unknown.length > 0 ? 'bad' : 'good', text]];
  }

  /** A later wish may have been asked or sent meanwhile: its question is not overwritten by this answer. */
  #finish(wish: Wish, said: Line): void {
    if (this.#state.name === 'doing' && this.#state.wish === wish) this.#say(said);
  }

  #say(said: Line): void {
    this.#set({ name: 'idle', said });
  }

  #set(state: State): void {
    this.#state = state;
    this.#changed();
  }
}

function question({ act, target }: Wish): string {
  switch (act) {
    case 'halt all':
      return 'Halt EVERY experiment and set the hold switch? y or H: yes, any other key: no';
    case 'halt':
      return `Halt ${target.scenario} (${target.id})? y or h: yes, any other key: no`;
    default:
      return `${act === 'promote' ? 'Promote' : act} ${target.scenario} past its gate? y: yes, any other key: no`;
  }
}

function doing({ act, target }: Wish): string {
  return target === null ? 'Halting everything' : `${act} ${target.scenario}`;
}

import {
  type GameDayDeed,
  type GameDayRights,
  type GameDayView,
  gameDayHalt,
  gameDayView,
} from '@hormesis/contract/game-day.ts';
import { haltReport } from '@hormesis/contract/halt.ts';
import type { Client } from '../client.ts';
import { haltText } from '../experiment-text.ts';
import { nextPlace } from '../game-day.ts';
import { dayEventLine } from '../game-day-text.ts';
import { postHalt } from '../post-halt.ts';
import { steerWish } from './controls.ts';
import type { Key } from './keys.ts';
import type { Line } from './line.ts';
import { type Wish, Wishes } from './wishes.ts';

/** What the keys are about at the moment of the press. */
export interface Meant {
  readonly day: GameDayView;
  readonly rights: GameDayRights;
}

/** The keys of a game day. What stops is confirmed by its own key pressed again; what goes on is not. */
export class GameDayControls {
  readonly #client: Client;
  readonly #wishes: Wishes;

  constructor(client: Client, changed: () => void) {
    this.#client = client;
    this.#wishes = new Wishes(changed);
  }

  get notice(): Line | null {
    return this.#wishes.notice;
  }

  paste(text: string): void {
    this.#wishes.paste(text);
  }

  settled(): Promise<void> {
    return this.#wishes.settled();
  }

  /** Takes a key; false when it means nothing here. */
  press(key: Key, meant: Meant | null): boolean {
    if (this.#wishes.press(key)) return true;
    if (key === 'H') this.#wishes.want(this.#haltAll());
    else if (!meant) return false;
    else if (key === 'n') this.#may(meant, meant.day.state.name === 'planned' ? 'start' : 'next');
    else if (key === 's') this.#may(meant, 'skip');
    else if (key === 'd') this.#may(meant, 'done');
    else if (key === 'h') this.#may(meant, 'halt');
    else if (key === 'a') this.#may(meant, 'abort');
    else if (key === 'o') this.#may(meant, 'note');
    else if (['p', 'r', 'P', 'm'].includes(key)) this.#steer(key, meant.day);
    else return false;
    return true;
  }

  /** Says why not at once, in the words of the control plane; it is asked again there. */
  #may({ day, rights }: Meant, deed: GameDayDeed): void {
    const { may, reason } = rights[deed];
    if (!may) this.#wishes.say([['warn', reason]]);
    else if (deed === 'note') this.#wishes.write('Note:', (text) => this.#post(day, 'note', { text }, null, null));
    else this.#wishes.want(this.#wishOf(day, deed));
  }

  #wishOf(day: GameDayView, deed: GameDayDeed): Wish {
    const hand = day.state.name === 'running' ? day.state.step : 0;
    const title = (place: number) => day.steps[place]?.title ?? '';
    switch (deed) {
      case 'next': {
        const place = nextPlace(day);
        const begins =
          place < day.stepCount ? `Begin step ${place + 1}, ${title(place)}` : 'End the day: all steps are over';
        return this.#post(day, 'next', { step: place }, `${begins}? y: yes, any other key: no`, null);
      }
      case 'skip':
        return this.#post(day, 'skip', { step: hand }, `Leave out ${title(hand)}? y: yes, any other key: no`, null);
      case 'halt':
        return this.#stop(day, 'halt', `Halt ${title(hand)}? y or h: yes, any other key: no`, 'h');
      case 'abort':
        return this.#stop(day, 'abort', 'End the DAY and halt everything of it? y or a: yes, any other key: no', 'a');
      case 'start':
        return this.#post(day, 'start', {}, `Start ${day.name}? y: yes, any other key: no`, null);
      default:
        return this.#post(day, deed, {}, null, null);
    }
  }

  #post(day: GameDayView, deed: GameDayDeed, body: object, question: string | null, twice: Key | null): Wish {
    return {
      ...{ question, twice, doing: deed, name: deed },
      send: async () => {
        const view = await this.#client.post(`/game-days/${day.id}/${deed}`, body, gameDayView);
        return [['dim', view.timeline.slice(-1).map(dayEventLine).join('')]];
      },
    };
  }

  #stop(day: GameDayView, deed: 'halt' | 'abort', question: string, twice: Key): Wish {
    return {
      ...{ question, twice, doing: deed, name: deed },
      send: async () => {
        const { halt } = await postHalt(this.#client, `/game-days/${day.id}/${deed}`, { reason: '' }, gameDayHalt);
        const what = deed === 'halt' ? 'The step was halted' : 'The day is over';
        return [
          [halt && halt.agents.unknown.length > 0 ? 'bad' : 'good', `${what}${halt ? `: ${haltText(halt)}` : ''}.`],
        ];
      },
    };
  }

  #haltAll(): Wish {
    return {
      question: 'Halt EVERY experiment and set the hold switch? y or H: yes, any other key: no',
      ...{ twice: 'H', doing: 'Halting everything', name: 'halt all' },
      send: async () => {
        const report = await postHalt(this.#client, '/halt', { reason: '' }, haltReport);
        return [[report.agents.unknown.length > 0 ? 'bad' : 'good', `${haltText(report)}. The hold switch is set.`]];
      },
    };
  }

  /** The experiment of the step that goes on. */
  #steer(key: Key, day: GameDayView): void {
    const experiment = day.state.name === 'running' ? day.steps[day.state.step]?.experiment : null;
    if (!experiment) {
      this.#wishes.say([['warn', 'No experiment is going on.']]);
      return;
    }
    const paused = experiment.state.name === 'paused';
    const act = key === 'P' || key === 'm' ? 'promote' : paused || key === 'r' ? 'resume' : 'pause';
    this.#wishes.want(steerWish(this.#client, act, experiment));
  }
}

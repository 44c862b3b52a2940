import { type Identity, identity } from '@hormesis/contract/access.ts';
import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import { type GameDayView, gameDayRoleOf, gameDayView } from '@hormesis/contract/game-day.ts';
import { type Now, now as nowSchema } from '@hormesis/contract/status.ts';
import type { Client } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { GameDayControls, type Meant } from './game-day-controls.ts';
import { type GameDayPicture, gameDayFrame } from './game-day-frame.ts';
import type { Key } from './keys.ts';
import { LiveScreen } from './live-screen.ts';
import { LiveTopic } from './live-topic.ts';

/** The live screen of a game day: the same for everybody, with the keys of the one who looks. */
export class GameDayScreen {
  readonly #client: Client;
  readonly #id: string;
  readonly #screen = new LiveScreen({
    frame: (columns, rows) => gameDayFrame(this.#picture(), columns, rows),
    press: (key) => this.#press(key),
    paste: (text) => this.#controls.paste(text),
  });
  readonly #controls: GameDayControls;
  readonly #day: LiveTopic<GameDayView>;
  readonly #now: LiveTopic<Now>;
  #experiment: { readonly id: string; readonly topic: LiveTopic<ExperimentView> } | null = null;
  #who: Identity | null = null;

  constructor(client: Client, id: string) {
    this.#client = client;
    this.#id = id;
    this.#controls = new GameDayControls(client, this.#screen.draw);
    this.#day = new LiveTopic(client, `game-day:${id}`, gameDayView, () => this.#changed());
    this.#now = new LiveTopic(client, 'now', nowSchema, this.#screen.draw);
  }

  /** Shows the day until a person ends the screen; the day goes on. */
  async run(): Promise<ExitCode> {
    this.#who = await this.#client.get('/session', identity);
    try {
      const exitCode = await this.#screen.run(() => {
        this.#screen.follow(this.#day.run());
        this.#screen.follow(this.#now.run());
      });
      await this.#controls.settled();
      return exitCode;
    } finally {
      for (const topic of [this.#day, this.#now, this.#experiment?.topic]) topic?.stop();
      this.#screen.close();
    }
  }

  /** The experiment that began last is followed too. */
  #changed(): void {
    const id = this.#day.value?.steps.findLast(({ experiment }) => experiment)?.experiment?.id;
    if (id !== undefined && id !== this.#experiment?.id) {
      this.#experiment?.topic.stop();
      const topic = new LiveTopic(this.#client, `experiment:${id}`, experimentView, this.#screen.draw);
      this.#experiment = { id, topic };
      this.#screen.follow(topic.run());
    }
    this.#screen.draw();
  }

  #press(key: Key): void {
    if (!this.#controls.press(key, this.#meant()) && key === 'q') this.#screen.end(exitCodes.done);
  }

  #meant(): Meant | null {
    const day = this.#day.value;
    return day && this.#who ? { day, rights: day.rights[gameDayRoleOf(day, this.#who)] } : null;
  }

  #picture(): GameDayPicture {
    const day = this.#day.value;
    const atMs = Date.now();
    const lost = [this.#day, this.#now].find((topic) => topic.lost !== null);
    return {
      ...{ url: this.#client.url, id: this.#id, atMs },
      shown: day && { day, experiment: this.#experiment?.topic.value ?? null, now: this.#now.value, atMs },
      rights: this.#meant()?.rights ?? null,
      lost: lost ? { why: lost.lost ?? '', ageMs: lost.ageMs } : null,
      notice: this.#controls.notice,
    };
  }
}

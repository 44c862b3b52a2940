import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import { type Now, now as nowSchema } from '@hormesis/contract/status.ts';
import type { Client } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { Controls } from './controls.ts';
import { frame, type Look } from './frame.ts';
import type { Key } from './keys.ts';
import { LiveScreen } from './live-screen.ts';
import { LiveTopic } from './live-topic.ts';

/** The live screen of everything, or of one experiment. */
export class WatchScreen {
  readonly #client: Client;
  readonly #screen = new LiveScreen({
    frame: (columns, rows) => frame(this.#picture(), columns, rows),
    press: (key) => this.#press(key),
  });
  readonly #controls: Controls;
  readonly #now: LiveTopic<Now>;
  #one: { readonly id: string; readonly topic: LiveTopic<ExperimentView> } | null = null;
  #chosen: string | null = null;

  constructor(client: Client) {
    this.#client = client;
    this.#controls = new Controls(client, this.#screen.draw);
    this.#now = new LiveTopic(client, 'now', nowSchema, this.#screen.draw);
  }

  /** Shows everything, or one experiment, until a person ends it. Resolves with what is to be said after the screen is gone. */
  async run(id: string | null): Promise<{ exitCode: ExitCode; last: readonly string[] }> {
    try {
      const exitCode = await this.#screen.run(() => {
        this.#screen.follow(this.#now.run());
        if (id !== null) this.#open(id);
      });
      return { exitCode, last: await this.#controls.settled() };
    } finally {
      this.#now.stop();
      this.#one?.topic.stop();
      this.#screen.close();
    }
  }

  #open(id: string): void {
    this.#one?.topic.stop();
    this.#one = { id, topic: new LiveTopic(this.#client, `experiment:${id}`, experimentView, this.#screen.draw) };
    this.#screen.follow(this.#one.topic.run());
  }

  /** First the keys that change something, then those that only look. */
  #press(key: Key): void {
    if (this.#controls.press(key, this.#target())) return;
    if (key === 'q') this.#screen.end(exitCodes.done);
    else if (this.#one && (key === 'escape' || key === 'backspace')) this.#close();
    else if (!this.#one && (key === 'up' || key === 'down')) this.#choose(key === 'up' ? -1 : 1);
    else if (!this.#one && key === 'enter') {
      const target = this.#target();
      if (target) this.#open(target.id);
    }
  }

  #close(): void {
    this.#chosen = this.#one?.id ?? null;
    this.#one?.topic.stop();
    this.#one = null;
  }

  #choose(step: 1 | -1): void {
    const running = this.#now.value?.running ?? [];
    const at = running.findIndex(({ id }) => id === this.#target()?.id);
    this.#chosen = running[Math.min(running.length - 1, Math.max(0, at + step))]?.id ?? null;
  }

  /** The experiment that the keys mean: the one on the screen, or the marked one; the first while none was marked. */
  #target(): { id: string; scenario: string } | null {
    const running = this.#now.value?.running ?? [];
    if (this.#one) {
      const { id, topic } = this.#one;
      return topic.value ?? running.find((each) => each.id === id) ?? { id, scenario: 'experiment' };
    }
    return running.find(({ id }) => id === this.#chosen) ?? running[0] ?? null;
  }

  #picture() {
    const look: Look = this.#one
      ? { name: 'experiment', id: this.#one.id, view: this.#one.topic.value }
      : { name: 'now', chosen: this.#target()?.id ?? null };
    const topics: readonly LiveTopic<unknown>[] = this.#one ? [this.#one.topic, this.#now] : [this.#now];
    const lost = topics.find((topic) => topic.lost !== null);
    return {
      url: this.#client.url,
      atMs: Date.now(),
      now: this.#now.value,
      look,
      lost: lost ? { why: lost.lost ?? '', ageMs: lost.ageMs } : null,
      notice: this.#controls.notice,
    };
  }
}

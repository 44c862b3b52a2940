import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import { type Now, now as nowSchema } from '@hormesis/contract/status.ts';
import type { Client } from '../client.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { Controls } from './controls.ts';
import { frame, type Look } from './frame.ts';
import { Keyboard } from './keyboard.ts';
import type { Key } from './keys.ts';
import { LiveTopic } from './live-topic.ts';
import { Screen } from './screen.ts';

/** How often the ages on the screen move on; a frame without a difference is not written. */
const REDRAW_MS = 250;

/** The live screen, from its first frame to the key that ends it. */
export class WatchScreen {
  readonly #client: Client;
  readonly #screen = new Screen(process.stdout);
  readonly #keyboard = new Keyboard(process.stdin, (key) => this.#press(key));
  readonly #controls: Controls;
  readonly #now: LiveTopic<Now>;
  readonly #ended: Promise<ExitCode>;
  #end: (exitCode: ExitCode) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  readonly #draw = () => this.#screen.draw(frame(this.#picture(), this.#screen.columns, this.#screen.rows));
  readonly #redraw = () => {
    this.#screen.forget();
    this.#draw();
  };
  #one: { readonly id: string; readonly topic: LiveTopic<ExperimentView> } | null = null;
  #chosen: string | null = null;

  constructor(client: Client) {
    this.#client = client;
    this.#ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#controls = new Controls(client, this.#draw);
    this.#now = new LiveTopic(client, 'now', nowSchema, this.#draw);
  }

  /** Shows everything, or one experiment, until a person ends it. Resolves with what is to be said after the screen is gone. */
  async run(id: string | null): Promise<{ exitCode: ExitCode; last: readonly string[] }> {
    const timer = setInterval(this.#draw, REDRAW_MS);
    process.stdout.on('resize', this.#redraw);
    this.#screen.enter();
    this.#keyboard.open();
    try {
      this.#follow(this.#now);
      if (id !== null) this.#open(id);
      this.#draw();
      const exitCode = await this.#ended;
      return { exitCode, last: await this.#controls.settled() };
    } finally {
      clearInterval(timer);
      process.stdout.off('resize', this.#redraw);
      this.#now.stop();
      this.#one?.topic.stop();
      this.#keyboard.close();
      this.#screen.leave();
    }
  }

  #follow(topic: LiveTopic<unknown>): void {
    topic.run().catch((error: unknown) => this.#fail(error));
  }

  #open(id: string): void {
    this.#one?.topic.stop();
    this.#one = { id, topic: new LiveTopic(this.#client, `experiment:${id}`, experimentView, this.#draw) };
    this.#follow(this.#one.topic);
  }

  #press(key: Key): void {
    if (key === 'interrupt') this.#end(exitCodes.interrupted);
    else if (key === 'suspend') this.#suspend();
    else if (!this.#controls.press(key, this.#target())) this.#look(key);
    this.#draw();
  }

  /** The keys that change nothing but what is looked at. */
  #look(key: Key): void {
    if (key === 'q') this.#end(exitCodes.done);
    else if (this.#one && key === 'escape') this.#close();
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

  /** Ctrl-Z: the shell gets its terminal back until `fg`. */
  #suspend(): void {
    this.#keyboard.close();
    this.#screen.leave();
    process.once('SIGCONT', () => {
      this.#screen.enter();
      this.#keyboard.open();
      this.#draw();
    });
    // The whole group, as the terminal itself would: a shell waits for the wrapper scripts around this process too.
    process.kill(0, 'SIGTSTP');
  }
}

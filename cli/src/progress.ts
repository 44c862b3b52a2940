import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { eventLine, stageLine } from './experiment-text.ts';
import type { Watcher } from './follow.ts';
import type { LiveLine, Output } from './output.ts';

/** Shows how an experiment goes on: each event of its timeline as a line, and on a terminal the present stage below them. */
export class Progress implements Watcher {
  readonly #output: Output;
  readonly #line: LiveLine | null;
  #lastEvent = Number.NEGATIVE_INFINITY;

  constructor(output: Output) {
    this.#output = output;
    this.#line = output.liveLine();
  }

  view(view: ExperimentView): void {
    for (const event of view.timeline.filter(({ id }) => id > this.#lastEvent).sort((a, b) => a.id - b.id)) {
      this.#lastEvent = event.id;
      this.#say(eventLine(event));
    }
    this.#line?.show(stageLine(view));
  }

  lost(patienceMs: number): void {
    const seconds = Math.round(patienceMs / 1_000);
    this.#say(`The control plane does not answer. Trying again for ${seconds} s; agents stop injecting without it.`);
  }

  found(): void {
    this.#say('The control plane answers again.');
  }

  done(): void {
    this.#line?.clear();
  }

  #say(text: string): void {
    this.#line?.clear();
    this.#output.note(text);
  }
}

import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { type Now, now as nowSchema } from '@hormesis/contract/status.ts';
import type { Client } from '../client.ts';
import { eventLine, stageLine, stateText, summaryLines } from '../experiment-text.ts';
import { follow } from '../follow.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';
import { percent } from '../share.ts';
import { LiveTopic } from './live-topic.ts';

/** How often a line that fell silent is looked for, milliseconds. */
const LOOK_MS = 500;

/** One experiment for a pipe: a line for each event and for each change of what its gate waits for. Resolves at its end. */
export async function watchExperimentLines(client: Client, id: string, output: Output): Promise<ExperimentView> {
  const changes = new Changes(output);
  let lastEvent = Number.NEGATIVE_INFINITY;
  const view = await follow(client, id, {
    view(view) {
      if (output.json) {
        changes.json(view);
        return;
      }
      for (const event of view.timeline.filter((each) => each.id > lastEvent).sort((a, b) => a.id - b.id)) {
        lastEvent = event.id;
        output.line(eventLine(event));
      }
      changes.line('gate', waitingOf(view), () => timed(stageLine(view)));
    },
    lost: () => output.note(timed(`No answer from ${client.url}. Trying again.`)),
    found: () => output.note(timed(`${client.url} answers again.`)),
  });
  if (!output.json) for (const line of summaryLines(view, output.paint)) output.line(line);
  return view;
}

function waitingOf({ state, gate }: ExperimentView): string {
  return JSON.stringify([state.name, gate?.conditions.map(({ met }) => met)]);
}

/** Everything for a pipe, a line for each change, until the process is ended. */
export async function watchNowLines(client: Client, output: Output): Promise<void> {
  const changes = new Changes(output);
  const topic: LiveTopic<Now> = new LiveTopic(client, 'now', nowSchema, () => {
    if (topic.value) tellNow(topic.value, changes, output);
    tellLine();
  });
  let away = false;
  const tellLine = () => {
    const { lost } = topic;
    if (away === (lost !== null)) return;
    away = lost !== null;
    output.note(
      timed(away ? `${client.url}: connection lost, ${lost}. Trying again.` : `${client.url} answers again.`),
    );
  };
  const timer = setInterval(tellLine, LOOK_MS);
  try {
    await topic.run();
  } finally {
    clearInterval(timer);
  }
}

function tellNow(now: Now, changes: Changes, output: Output): void {
  if (output.json) {
    changes.json(now);
    return;
  }
  const { traffic, experiments, agents, hold } = now.status;
  const status = [
    `${percent(traffic.treatmentPpm)} of live traffic in treatment`,
    `${experiments.running} running`,
    `${agents.connected} agents connected`,
    ...(hold.on ? [`hold switch set by ${hold.by}`] : []),
  ].join(' · ');
  changes.line('status', status, () => timed(status));
  for (const each of [...now.running, ...now.recent.filter(({ id }) => changes.knows(id))]) {
    const text = `${each.id} ${each.scenario}: ${stateText(each.state)}${each.verdict ? `, ${each.verdict}` : ''}`;
    changes.line(each.id, text, () => timed(text));
  }
}

function timed(text: string): string {
  return printable(`${new Date().toLocaleTimeString('en-GB')}  ${text}`);
}

/** Remembers what was told, so that only what differs is told again. */
class Changes {
  readonly #output: Output;
  readonly #told = new Map<string, string>();

  constructor(output: Output) {
    this.#output = output;
  }

  knows(key: string): boolean {
    return this.#told.has(key);
  }

  line(key: string, value: string, text: () => string): void {
    if (this.#told.get(key) === value) return;
    this.#told.set(key, value);
    this.#output.line(text());
  }

  json(value: unknown): void {
    const text = JSON.stringify(value);
    this.line('json', text, () => text);
  }
}

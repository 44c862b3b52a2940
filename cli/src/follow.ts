import { setTimeout as wait } from 'node:timers/promises';
import { type ExperimentView, experimentView } from '@hormesis/contract/experiment.ts';
import { STREAM_HEARTBEAT_MS } from '@hormesis/contract/http-api.ts';
import { CliError } from './cli-error.ts';
import type { Client } from './client.ts';
import { parseEventStream } from './event-stream.ts';
import { isPassing } from './passing-error.ts';

export interface Watcher {
  /** Called with every state of the experiment that was heard. */
  view(view: ExperimentView): void;
  /** The control plane does not answer; it is tried for `patienceMs` from now on. */
  lost(patienceMs: number): void;
  found(): void;
}

export interface FollowTimes {
  /** How long an experiment is followed without any answer, milliseconds. */
  readonly patienceMs: number;
  /** Wait between two attempts to reach the control plane, milliseconds. */
  readonly retryMs: number;
  /** How long an ended experiment may take to get its verdict and its halt report, milliseconds. */
  readonly settleMs: number;
}

const followTimes: FollowTimes = { patienceMs: 60_000, retryMs: 1_000, settleMs: 10_000 };
/** Generous beside the heartbeat, so that a busy machine is not taken for a dead line. */
const SILENCE_MS = 5 * STREAM_HEARTBEAT_MS;

/**
 * Follows an experiment to its end: by the event stream, and by asking again whenever the stream is not to be had, so a
 * restart of the control plane in the middle goes by. Resolves with the last state.
 * @throws CliError when nothing answered for `patienceMs`, or when the answer is a refusal such as 401 or 404.
 */
export async function follow(
  client: Client,
  id: string,
  watcher: Watcher,
  times = followTimes,
): Promise<ExperimentView> {
  let heardAt = performance.now();
  let away = false;
  const hear = (view: ExperimentView): ExperimentView => {
    heardAt = performance.now();
    if (away) watcher.found();
    away = false;
    watcher.view(view);
    return view;
  };
  for (;;) {
    try {
      await listen(client, id, (view) => isOver(hear(view)));
      const view = hear(await client.get(`/experiments/${id}`, experimentView));
      if (isOver(view)) return await settle(client, hear, view, times);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (performance.now() - heardAt > times.patienceMs) throw givenUp(client, id, times.patienceMs, error);
      if (!away) watcher.lost(times.patienceMs);
      away = true;
    }
    await wait(times.retryMs);
  }
}

function isOver({ state }: ExperimentView): boolean {
  return state.name === 'completed' || state.name === 'halted';
}

/** An experiment is over before its halt was confirmed by the last agent: a little time is given to the rest of the truth. */
async function settle(
  client: Client,
  hear: (view: ExperimentView) => ExperimentView,
  over: ExperimentView,
  { settleMs, retryMs }: FollowTimes,
): Promise<ExperimentView> {
  const until = performance.now() + settleMs;
  let view = over;
  while (!isSettled(view) && performance.now() < until) {
    await wait(Math.min(200, retryMs));
    try {
      view = hear(await client.get(`/experiments/${over.id}`, experimentView));
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }
  return view;
}

function isSettled(view: ExperimentView): boolean {
  const judged = view.verdict !== null || view.population === 'tester';
  return judged && (view.state.name !== 'halted' || view.halt !== null);
}

/**
 * Reads the event stream until `heard` says that this is enough, or the stream ends, breaks or falls silent. However it
 * ends, the caller asks for the present state next, so nothing is thrown here.
 */
async function listen(client: Client, id: string, heard: (view: ExperimentView) => boolean): Promise<void> {
  const line = new AbortController();
  const silence = setTimeout(() => line.abort(), SILENCE_MS);
  try {
    const chunks = await client.stream(`/stream?topic=${encodeURIComponent(`experiment:${id}`)}`, line.signal);
    for await (const event of parseEventStream(chunks)) {
      silence.refresh();
      if (event === null) continue;
      const view = experimentView.safeParse(JSON.parse(event.data));
      if (view.success && view.data.id === id && heard(view.data)) return;
    }
  } catch {
    // the next GET tells what is wrong, in better words
  } finally {
    clearTimeout(silence);
    line.abort();
  }
}

function givenUp(client: Client, id: string, patienceMs: number, cause: CliError): CliError {
  return new CliError(
    `No answer from ${client.url} for ${Math.round(patienceMs / 1_000)} s; what became of experiment ${id} is not known. ` +
      `Without a control plane agents stop injecting by themselves within seconds. Later: hormesis show ${id}`,
    { code: cause.code, cause },
  );
}

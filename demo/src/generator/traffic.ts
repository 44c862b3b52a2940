import type { Random, Session } from './rhythm.ts';
import { gapMs, session } from './rhythm.ts';

/** What became of the plays since the last report. `withheld`: not sent, because too many were unanswered already. */
export interface Tally {
  sent: number;
  ok: number;
  failed: number;
  withheld: number;
}

export interface TrafficOptions {
  readonly requestsPerSecond: number;
  /** Plays that may be unanswered at a time; a fleet that hangs must not fill this process's memory. */
  readonly outstanding: number;
  /** Plays one title; false when it failed. */
  readonly play: (user: string, title: string) => Promise<boolean>;
  readonly random: Random;
}

/** The first seconds are quieter, so that a fleet that has just started is warm when the traffic is whole. */
const WARM_UP_MS = 5_000;
const QUIETEST_SHARE = 0.2;
/** When the process stood still for longer than this, the people of that time stay away: catching up would be a burst. */
const LARGEST_LAG_MS = 100;

/** Open loop: people come at their own pace, however slowly the fleet answers. */
export function startTraffic(options: TrafficOptions): { take(): Tally; stop(): void } {
  const timers = new Set<NodeJS.Timeout>();
  const startedAtMs = performance.now();
  let nextAtMs = startedAtMs;
  let unanswered = 0;
  let tally = emptyTally();
  let stopped = false;

  const after = (delayMs: number, action: () => void) => {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, delayMs);
    timers.add(timer);
  };

  const play = async (user: string, title: string) => {
    if (unanswered >= options.outstanding) {
      tally.withheld += 1;
      return;
    }
    tally.sent += 1;
    unanswered += 1;
    const ok = await options.play(user, title);
    unanswered -= 1;
    tally[ok ? 'ok' : 'failed'] += 1;
  };

  const run = (visit: Session, index = 0) => {
    const next = visit.plays[index];
    if (!next) return;
    const playAndGoOn = () => void play(visit.user, next.title).then(() => run(visit, index + 1));
    if (next.afterMs === 0) playAndGoOn();
    else after(next.afterMs, playAndGoOn);
  };

  const arrive = () => {
    run(session(options.random));
    const nowMs = performance.now();
    const warmth = Math.max(QUIETEST_SHARE, Math.min(1, (nowMs - startedAtMs) / WARM_UP_MS));
    nextAtMs = Math.max(nextAtMs, nowMs - LARGEST_LAG_MS) + gapMs(options.requestsPerSecond * warmth, options.random);
    after(Math.max(0, nextAtMs - nowMs), arrive);
  };
  arrive();

  return {
    take() {
      const taken = tally;
      tally = emptyTally();
      return taken;
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function emptyTally(): Tally {
  return { sent: 0, ok: 0, failed: 0, withheld: 0 };
}

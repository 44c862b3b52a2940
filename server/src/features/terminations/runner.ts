import { type ScheduledTask, schedule } from 'node-cron';
import { zonedTime } from '../../platform/zoned-time.ts';
import { beginDue } from './begin-due.ts';
import { makePlan, plannedFromMs } from './plan-day.ts';
import type { Terminating } from './ports.ts';
import { calendarOf } from './settings.ts';
import { readSettings } from './settings-queries.ts';
import { watchAll } from './watch.ts';

/** How often plans that are due and groups that recover are looked at, milliseconds. */
const ROUND_MS = 1_000;
/** How often the schedule is compared with the settings, and a plan made that was missed because nobody ran, milliseconds. */
const CATCH_UP_MS = 30_000;

/** Makes the day's plan, begins what is due, watches what recovers; every replica does, and the rows say whose turn it is. */
export class Runner {
  readonly #on: Terminating;
  #cron: { readonly version: number; readonly task: ScheduledTask } | null = null;
  #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();
  #rounding = false;
  #planning = false;

  constructor(on: Terminating) {
    this.#on = on;
  }

  start(): void {
    if (this.#on.lookout.places.length === 0) return;
    this.#timers = [
      setInterval(() => void this.#round(), ROUND_MS),
      setInterval(() => void this.#catchUp(), CATCH_UP_MS),
    ];
    void this.#catchUp();
  }

  /** Ends after what is being killed has its outcome. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#cron?.task.destroy();
    await Promise.allSettled([...this.#running]);
  }

  async #round(): Promise<void> {
    if (this.#rounding) return;
    this.#rounding = true;
    const work = async () => {
      const { over } = await beginDue(this.#on);
      this.#keep(over);
      await watchAll(this.#on);
    };
    await this.#keep(work().catch((error: Error) => this.#warn(error, 'terminations could not be looked at')));
    this.#rounding = false;
  }

  async #catchUp(): Promise<void> {
    if (this.#planning) return;
    this.#planning = true;
    const work = async () => {
      await this.#schedule();
      await makePlan(this.#on);
    };
    await this.#keep(work().catch((error: Error) => this.#warn(error, 'the plan of the day could not be made')));
    this.#planning = false;
  }

  /** node-cron makes the plan at its minute, by the wall clock of the zone; anew whenever the settings change. */
  async #schedule(): Promise<void> {
    const { version, settings } = await readSettings(this.#on.database);
    if (this.#cron?.version === version) return;
    await this.#cron?.task.destroy();
    const calendar = await calendarOf(settings);
    const { zone, from, weekdays } = settings.schedule;
    const today = calendar.dateAt(await this.#on.nowMs(this.#on.database));
    const fromMs = plannedFromMs(calendar, today);
    const hour = Number(from.slice(0, 2));
    const minute =
      fromMs === null ? Math.max(0, hour - 1) * 60 + Number(from.slice(3)) : zonedTime(fromMs, zone).minute;
    const cron = `${minute % 60} ${Math.floor(minute / 60)} * * ${weekdays.join(',')}`;
    const task = schedule(cron, () => void this.#catchUp(), { timezone: zone });
    this.#cron = { version, task };
  }

  async #keep(work: Promise<void>): Promise<void> {
    this.#running.add(work);
    await work.finally(() => this.#running.delete(work));
  }

  #warn(error: Error, what: string): void {
    this.#on.log.warn({ err: error }, what);
  }
}

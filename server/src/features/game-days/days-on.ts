import type { Queryable } from '../../platform/database.ts';
import type { Day } from './game-day.ts';
import { readDaysOn } from './game-day-queries.ts';

/** A halt or an abort that is in force: agents have been told. */
export interface Stopped {
  readonly stop: 'halt' | 'abort';
  readonly actor: string;
  readonly reason: string;
}

/** The days that are on, as they were read last. */
export class DaysOn {
  #days: readonly Day[] = [];

  get days(): readonly Day[] {
    return this.#days;
  }

  /** What was stopped here and could not be written yet, by the id of the day. */
  readonly unwritten = new Map<string, Stopped>();

  async refresh(client: Queryable): Promise<void> {
    this.#days = await readDaysOn(client);
  }
}

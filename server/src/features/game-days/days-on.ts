import type { Queryable } from '../../platform/database.ts';
import type { Day } from './game-day.ts';
import { readDaysOn } from './game-day-queries.ts';

/** The days that are on, as they were read last. */
export class DaysOn {
  #days: readonly Day[] = [];

  get days(): readonly Day[] {
    return this.#days;
  }

  async refresh(client: Queryable): Promise<void> {
    this.#days = await readDaysOn(client);
  }
}

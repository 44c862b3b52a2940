export interface StreamSlots {
  /** Takes one of the account's streams. Throws when all of them are taken. */
  take(user: string): Promise<void>;
}

/** A stream is given back by itself after this time, milliseconds. */
const TAKEN_MS = 10_000;

/** Stands in for the service that counts how many streams an account plays at a time. */
export function streamSlots(atOnce: number, nowMs: () => number): StreamSlots {
  const taken = new Map<string, number[]>();
  const forgetOld = () => {
    for (const [user, times] of taken) {
      if ((times.at(-1) ?? 0) > nowMs() - TAKEN_MS) return;
      taken.delete(user);
    }
  };
  return {
    async take(user) {
      forgetOld();
      const times = (taken.get(user) ?? []).filter((time) => time > nowMs() - TAKEN_MS);
      if (times.length >= atOnce) throw new Error(`all ${atOnce} streams of this account are taken`);
      // Set anew, so that the map stays in the order of the last times.
      taken.delete(user);
      taken.set(user, [...times, nowMs()]);
    },
  };
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with separators: `12,430`. */
export function count(value: number): string {
  return whole.format(value);
}

/** So many of a kind: `1 user`, `12 users`. */
export function counted(value: number, singular: string): string {
  return `${count(value)} ${value === 1 ? singular : `${singular}s`}`;
}

/** A count of units, which is an estimate where only one of so many is counted. */
export function units(value: number, sampledOneIn: number | undefined): string {
  return sampledOneIn === undefined ? count(value) : `about ${count(value)}`;
}

/** A share of all, from parts per million, exactly: `2.5 %`. */
export function share(ppm: number): string {
  return `${ppm / 10_000} %`;
}

/** The evidence E from its natural logarithm: `0.7`, `3,400`, `over a million`. */
export function evidence(logE: number): string {
  if (logE >= Math.log(1e6)) return 'over a million';
  const e = Math.exp(logE);
  if (e < 0.01) return 'under 0.01';
  return e < 10 ? String(Number(e.toPrecision(2))) : whole.format(e);
}

/** `2026-03-02 09:30:00` in UTC: reports are read in many places. */
export function moment(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/** The time of day of a moment, UTC. */
export function timeOfDay(iso: string): string {
  return iso.slice(11, 19);
}

/** A length of time: `8 s`, `1 min 50 s`, `3 h 2 min`. Whole seconds that have passed, as the page tells them. */
export function duration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

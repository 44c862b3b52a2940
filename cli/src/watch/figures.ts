const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with separators: `12,430`. */
export function count(value: number): string {
  return whole.format(value);
}

/** The evidence E from its natural logarithm: `under 0.01`, `0.7`, `12`, `3,400`, `over a million`. */
export function evidence(logE: number): string {
  if (logE >= Math.log(1e6)) return 'over a million';
  const e = Math.exp(logE);
  if (e < 0.01) return 'under 0.01';
  return e < 10 ? String(Number(e.toPrecision(2))) : whole.format(e);
}

/** A measured share: `4.0 %`; `-` while nothing is known. */
export function measuredShare(part: number, of: number): string {
  return of > 0 ? `${((100 * part) / of).toFixed(1)} %` : '-';
}

/** A length of time at a glance: `312 ms`, `8 s`, `2 min`, `3.5 h`. */
export function length(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
}

const LOCALE = 'en-GB';
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

/** A count, with separators: `12,430`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A count of units, which is an estimate where only one of so many is counted: `about 12,400`. */
export function formatUnits(units: number, sampledOneIn: number | undefined): string {
  return sampledOneIn === undefined ? formatCount(units) : `about ${formatCount(units)}`;
}

/** A count with its noun: `1 agent`, `42 agents`. */
export function formatCountOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${whole.format(count)} ${count === 1 ? singular : plural}`;
}

/** A rate a second, with one decimal below ten. */
export function formatRate(perSecond: number): string {
  return (perSecond < 10 ? tenths : whole).format(perSecond);
}

/** The evidence E from its natural logarithm: `0.02`, `0.7`, `12`, `3,400`, `over a million`. */
export function formatEvidence(logE: number): string {
  if (logE >= Math.log(1e6)) return 'over a million';
  const e = Math.exp(logE);
  if (e < 0.01) return 'under 0.01';
  return new Intl.NumberFormat(LOCALE, e < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 }).format(
    e,
  );
}

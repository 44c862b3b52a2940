/** Made once: making one costs more than the statistics of a whole look. */
const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with thousands separated: "1,200". */
export function count(value: number): string {
  return wholeNumber.format(value);
}

/** A time a person can take in at a glance: "8 s", "12 min", "3.5 h". */
export function seconds(durationMs: number): string {
  const whole = Math.ceil(durationMs / 1_000);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 6) / 10} h`;
}

/** A difference of shares: 52,340 ppm is "5.2 points". */
export function percentagePoints(sharePpm: number): string {
  const points = Math.round(sharePpm / 1_000) / 10;
  return `${points} ${points === 1 ? 'point' : 'points'}`;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** E from its logarithm: whole up to a million, a power of ten above, so that an outage does not print "Infinity". */
export function evidenceFigure(logE: number): string {
  if (logE < Math.log(1e6)) return count(Math.exp(logE));
  const power = String(Math.floor(logE / Math.LN10));
  return `10${[...power].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}

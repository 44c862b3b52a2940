const PPM_PER_PERCENT = 10_000;
/** Does not break: no line ends between a number and its unit. */
const PERCENT = '\u00a0%';

/** A share of all, from parts per million: `5 %`, `0.1 %`, `0.0001 %`; never rounded to 0 when it is more. */
export function formatShare(ppm: number): string {
  return `${formatPercentNumber(ppm)}${PERCENT}`;
}

/** A measured share with a fixed number of decimals, so that a changing figure keeps its width: `0.21 %`. */
export function formatMeasuredShare(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const percent = (100 * part) / whole;
  return `${percent.toFixed(percent < 10 ? 2 : 1)}${PERCENT}`;
}

/** A difference of shares in percentage points, with its sign: `+1.3 points`, `−0.2 points`. */
export function formatPoints(ppm: number): string {
  const points = ppm / PPM_PER_PERCENT;
  const sign = points < 0 ? '−' : '+';
  return `${sign}${Math.abs(points).toFixed(Math.abs(points) < 10 ? 2 : 1)}\u00a0points`;
}

function formatPercentNumber(ppm: number): string {
  const percent = ppm / PPM_PER_PERCENT;
  if (percent >= 10) return trim(percent.toFixed(1));
  return trim(percent.toFixed(percent >= 0.1 ? 2 : 4));
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

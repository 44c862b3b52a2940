import { WHOLE_PPM } from '@hormesis/contract/share.ts';
import { usageError } from './cli-error.ts';

const PERCENT = /^(\d{1,3})(?:\.(\d{1,4}))?%?$/;
const WHOLE_NUMBER = /^\d{1,7}$/;
const PPM_PER_PERCENT_DIGITS = 4;

const PERCENT_ALLOWED = 'a percentage from 0.0001 to 100 with at most 4 decimals, for instance 2.5';
const PPM_ALLOWED = `a whole number of parts per million from 1 to ${WHOLE_PPM}, for instance 25000 for 2.5 %`;

/**
 * Reads a share of live traffic in percent as parts per million. The decimals are moved as text and never pass through a
 * float, so 2.55 is exactly 25,500.
 * @throws CliError when it is not a plain decimal above 0 and up to 100 with at most four decimals; nothing is rounded.
 */
export function parsePercent(text: string): number {
  const match = PERCENT.exec(text);
  if (!match) throw refused(text, PERCENT_ALLOWED);
  const decimals = (match[2] ?? '').padEnd(PPM_PER_PERCENT_DIGITS, '0');
  return within(Number(`${match[1]}${decimals}`), text, PERCENT_ALLOWED);
}

/** Reads a share in parts per million. @throws CliError unless it is a whole number from 1 to 1,000,000. */
export function parsePpm(text: string): number {
  if (!WHOLE_NUMBER.test(text)) throw refused(text, PPM_ALLOWED);
  return within(Number(text), text, PPM_ALLOWED);
}

/** Reads `2,10,25` as rising shares in parts per million. @throws CliError naming the share that is wrong. */
export function parseShares(text: string): number[] {
  const shares = text.split(',').map((part) => parsePercent(part.trim()));
  shares.forEach((share, index) => {
    const before = shares[index - 1];
    if (before !== undefined && share <= before) {
      throw usageError(
        `ramp "${text}": each share must be above the one before, got ${percent(share)} after ${percent(before)}`,
      );
    }
  });
  return shares;
}

/** Shows parts per million as a person reads them, exactly: 25,500 is `2.55 %`. */
export function percent(ppm: number): string {
  const whole = Math.trunc(ppm / 10_000);
  const decimals = String(Math.abs(ppm % 10_000))
    .padStart(PPM_PER_PERCENT_DIGITS, '0')
    .replace(/0+$/, '');
  return decimals === '' ? `${whole} %` : `${whole}.${decimals} %`;
}

function within(ppm: number, text: string, allowed: string): number {
  if (ppm < 1 || ppm > WHOLE_PPM) throw refused(text, allowed);
  return ppm;
}

function refused(text: string, allowed: string): Error {
  return usageError(`share ${JSON.stringify(text)} is not allowed: give ${allowed}`);
}

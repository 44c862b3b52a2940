import type { HoldSwitch } from '@hormesis/contract/halt.ts';

/** Who set the switch and why, as a part of a sentence: a reason that is one already loses its full stop. */
export function holdText({ by, reason }: Pick<HoldSwitch, 'by' | 'reason'>): string {
  const why = reason.trim().replace(/\.$/, '');
  return `set by ${by}${why && `: ${why}`}`;
}

/** One line of a live screen: what to do about it comes first, and is not what a narrow screen cuts away. */
export function holdLine(hold: Pick<HoldSwitch, 'by' | 'reason'>): string {
  return `Hold switch: nothing starts until "hormesis release"; ${holdText(hold)}`;
}

export type Curve = { path: string; labelX: number; labelY: number };

/** Where words stand on the line: past the middle, because lines that begin together lie apart there. */
const WORDS_AT = 0.66;

/** A line that leaves to the right and arrives from the left, also when its target lies to the left: then as a loop. */
export function curveBetween(sourceX: number, sourceY: number, targetX: number, targetY: number): Curve {
  const ahead = targetX - sourceX;
  const reach = ahead > 0 ? Math.max(30, ahead / 2) : 60 + Math.min(160, -ahead / 3);
  const [x1, x2] = [sourceX + reach, targetX - reach];
  return {
    path: `M${sourceX} ${sourceY}C${x1} ${sourceY} ${x2} ${targetY} ${targetX} ${targetY}`,
    labelX: cubic(sourceX, x1, x2, targetX),
    labelY: cubic(sourceY, sourceY, targetY, targetY),
  };
}

function cubic(from: number, first: number, second: number, to: number): number {
  const [t, rest] = [WORDS_AT, 1 - WORDS_AT];
  return rest ** 3 * from + 3 * rest ** 2 * t * first + 3 * rest * t ** 2 * second + t ** 3 * to;
}

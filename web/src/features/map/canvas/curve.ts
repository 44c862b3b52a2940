export type Curve = { path: string; at: (part: number) => { x: number; y: number } };

/** A line that leaves to the right and arrives from the left, also when its target lies to the left: then as a loop. */
export function curveBetween(sourceX: number, sourceY: number, targetX: number, targetY: number): Curve {
  const ahead = targetX - sourceX;
  const reach = ahead > 0 ? Math.max(30, ahead / 2) : 60 + Math.min(160, -ahead / 3);
  const [x1, x2] = [sourceX + reach, targetX - reach];
  return {
    path: `M${sourceX} ${sourceY}C${x1} ${sourceY} ${x2} ${targetY} ${targetX} ${targetY}`,
    at: (part) => ({
      x: cubic(part, sourceX, x1, x2, targetX),
      y: cubic(part, sourceY, sourceY, targetY, targetY),
    }),
  };
}

function cubic(part: number, from: number, first: number, second: number, to: number): number {
  const rest = 1 - part;
  return rest ** 3 * from + 3 * rest ** 2 * part * first + 3 * rest * part ** 2 * second + part ** 3 * to;
}

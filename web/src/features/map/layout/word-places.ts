import { type Curve, curveBetween } from '../canvas/curve.ts';
import { NODE_HEIGHT, NODE_WIDTH, type Places } from './place-newcomers.ts';

/** Where words may stand, as parts of the way: first past the middle, where lines that begin together lie apart. */
const TRIED = [0.66, 0.5, 0.78, 0.36, 0.58, 0.72, 0.26, 0.86];
/** Room for `1,240/s`, at a zoom of 1. */
const WORDS = { width: 54, height: 17 };

type Box = { x: number; y: number; width: number; height: number };

/**
 * For each line the part of its way at which its words cover no service and no other words; a line without room is not
 * named. Made once for a layout: what the words say changes each second, where they stand does not.
 */
export function wordPlaces(
  edges: Iterable<{ id: string; source: string; target: string }>,
  places: Places,
): Map<string, number> {
  const taken: Box[] = [...places.values()].map(({ x, y }) => ({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT }));
  const found = new Map<string, number>();
  // Short lines have the least choice.
  const curves = [...edges]
    .flatMap(({ id, source, target }) => {
      const [from, to] = [places.get(source), places.get(target)];
      return from && to ? [{ id, curve: curveOf(from, to), length: Math.hypot(to.x - from.x, to.y - from.y) }] : [];
    })
    .sort((one, other) => one.length - other.length);
  for (const { id, curve } of curves) {
    const part = TRIED.find((each) => isFree(boxAt(curve, each), taken));
    if (part === undefined) continue;
    found.set(id, part);
    taken.push(boxAt(curve, part));
  }
  return found;
}

function curveOf(from: { x: number; y: number }, to: { x: number; y: number }): Curve {
  return curveBetween(from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2, to.x, to.y + NODE_HEIGHT / 2);
}

function boxAt(curve: Curve, part: number): Box {
  const { x, y } = curve.at(part);
  return { x: x - WORDS.width / 2, y: y - WORDS.height / 2, ...WORDS };
}

function isFree(box: Box, taken: readonly Box[]): boolean {
  return !taken.some(
    (other) =>
      box.x < other.x + other.width &&
      other.x < box.x + box.width &&
      box.y < other.y + other.height &&
      other.y < box.y + box.height,
  );
}

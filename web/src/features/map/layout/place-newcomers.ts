export type Place = { x: number; y: number };
export type Places = ReadonlyMap<string, Place>;

/** How large a node is drawn, pixels at a zoom of 1. */
export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 58;
const GAP = 22;

/**
 * Places of all nodes after some have come or gone: whoever was there stays where they were, because a map that jumps is
 * no map. A newcomer goes where the fresh layout has it in relation to its neighbours, and down from there to the first
 * free spot.
 * @param fresh a whole new layout, in which everybody may have moved
 */
export function placeNewcomers(
  before: Places,
  fresh: Places,
  edges: Iterable<{ source: string; target: string }>,
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const id of fresh.keys()) {
    const stays = before.get(id);
    if (stays) places.set(id, stays);
  }
  if (places.size === 0) return new Map(fresh);
  const neighbours = neighboursOf(edges);
  const taken = [...places.values()];
  for (const [id, wanted] of fresh) {
    if (places.has(id)) continue;
    const free = freeFrom(shifted(wanted, neighbours.get(id) ?? [], places, fresh), taken);
    places.set(id, free);
    taken.push(free);
  }
  return places;
}

function neighboursOf(edges: Iterable<{ source: string; target: string }>): Map<string, string[]> {
  const neighbours = new Map<string, string[]>();
  const add = (id: string, other: string) => neighbours.set(id, [...(neighbours.get(id) ?? []), other]);
  for (const { source, target } of edges) {
    add(source, target);
    add(target, source);
  }
  return neighbours;
}

/** Moved by as much as its placed neighbours are away from where the fresh layout has them; by that of all without any. */
function shifted(wanted: Place, neighbours: readonly string[], places: Places, fresh: Places): Place {
  const known = neighbours.filter((id) => places.has(id));
  const shifts = (known.length > 0 ? known : [...places.keys()]).map((id) => {
    const [is, was] = [places.get(id) ?? wanted, fresh.get(id) ?? wanted];
    return { x: is.x - was.x, y: is.y - was.y };
  });
  return { x: wanted.x + mean(shifts.map(({ x }) => x)), y: wanted.y + mean(shifts.map(({ y }) => y)) };
}

function freeFrom({ x, y }: Place, taken: readonly Place[]): Place {
  let free = y;
  for (;;) {
    const inTheWay = taken.filter(
      (other) => Math.abs(other.x - x) < NODE_WIDTH + GAP && Math.abs(other.y - free) < NODE_HEIGHT + GAP,
    );
    if (inTheWay.length === 0) return { x, y: free };
    free = Math.max(...inTheWay.map((other) => other.y)) + NODE_HEIGHT + GAP;
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((total, each) => total + each, 0) / numbers.length;
}

import { compileRoute, type Route } from './route.ts';

/** One operation of an HTTP dependency as it was configured, for instance `GET /ratings/:id`. */
export interface Operation {
  readonly text: string;
  readonly route: Route;
}

/** Null when the text is not a method and a path such as `GET /ratings/:id`. */
export function compileOperation(text: string): Operation | null {
  const space = text.indexOf(' ');
  const route = compileRoute(text.slice(0, Math.max(space, 0)), text.slice(space + 1), false);
  return route && { text, route };
}

/** True when an operation of an HTTP call group can name calls at all. */
export function isHttpOperation(text: string): boolean {
  return compileOperation(text) !== null;
}

/** True when one request could be both operations: `GET /ratings/:id` and `GET /ratings/top`. Those of another form only overlap themselves. */
export function operationsOverlap(one: string, other: string): boolean {
  if (one === other) return true;
  const a = compileOperation(one)?.route;
  const b = compileOperation(other)?.route;
  if (!a || !b || a.method !== b.method || a.segments.length !== b.segments.length) return false;
  return a.segments.every((segment, index) => {
    const beside = b.segments[index];
    return segment.kind === 'any' || beside?.kind !== 'literal' || beside.text === segment.text;
  });
}

/** Sorts before another that matches the same request when a segment further to the left is literal. */
export const specificity = ({ route }: Operation): string =>
  route.segments.map(({ kind }) => (kind === 'literal' ? '0' : '1')).join('');

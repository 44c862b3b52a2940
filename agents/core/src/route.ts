/** A compiled route pattern such as `GET /play/:title`. `inner`: the route lies behind another entry. */
export interface Route {
  readonly method: string;
  readonly inner: boolean;
  readonly segments: readonly Segment[];
}

type Segment = { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'any' };

const PATTERN = /^\/[^\s?#]{0,500}$/;
const METHOD = /^[A-Z]{1,20}$/;

/** A trailing slash changes nothing, as in most routers. */
function split(path: string): string[] {
  const parts = path.split('/').slice(1);
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

/** Compiles a method and a pattern whose segments are literal or `:named`; null when either is malformed. */
export function compileRoute(method: string, pattern: string, inner: boolean): Route | null {
  if (!METHOD.test(method) || !PATTERN.test(pattern)) return null;
  const segments = split(pattern).map(
    (text): Segment => (text.startsWith(':') ? { kind: 'any' } : { kind: 'literal', text }),
  );
  return { method, inner, segments };
}

/**
 * True when the request's method and path (without the query) are the route's. A named segment is never empty. Walks the
 * path where it lies: an entry asks this for every request, and lists of its parts would cost several times as much.
 */
export function matchesRoute(route: Route, method: string, path: string): boolean {
  if (route.method !== method) return false;
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  let slash = path.indexOf('/');
  for (const segment of route.segments) {
    if (slash === -1 || slash >= end) return false;
    const next = path.indexOf('/', slash + 1);
    const stop = next === -1 ? end : Math.min(next, end);
    if (!fits(segment, path, slash + 1, stop)) return false;
    slash = next;
  }
  return slash === -1 || slash >= end;
}

function fits(segment: Segment, path: string, from: number, to: number): boolean {
  if (segment.kind === 'any') return to > from;
  return to - from === segment.text.length && path.startsWith(segment.text, from);
}

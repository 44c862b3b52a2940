import type { Target } from '../dependency-map.ts';
import type { Plane } from '../plane.ts';

const NOWHERE: Target = { dependency: null, toFleet: false, address: null };
/** Parsing a URL for each call would cost more than everything else on the idle path. */
const REMEMBERED = 1_000;
const targets = new Map<string, Target>();

/** The target of `http(s)://host[:port]`, as a string or a URL. */
export function targetOfOrigin(plane: Plane, origin: unknown): Target {
  const text = String(origin);
  const known = targets.get(text);
  if (known !== undefined) return known;
  const target = parse(plane, text);
  if (targets.size >= REMEMBERED) targets.clear();
  targets.set(text, target);
  return target;
}

function parse(plane: Plane, text: string): Target {
  if (!URL.canParse(text)) return NOWHERE;
  const { hostname, port, protocol } = new URL(text);
  return plane.dependencies.target(hostname.replace(/^\[|\]$/g, ''), port || (protocol === 'https:' ? 443 : 80));
}

import { type Fields, InvalidField, object, onlyFields } from './frame-field.ts';

/** Where a process runs, as it says itself; null: it does not say. */
export interface Place {
  readonly region: string | null;
  readonly zone: string | null;
}

/** The places a fault is meant for: each part that is given must be the same. At least one is. */
export interface PlaceScope {
  readonly region: string | null;
  readonly zone: string | null;
}

/** Whose place matters; null: wherever it is. */
export interface Where {
  readonly caller: PlaceScope | null;
  readonly callee: PlaceScope | null;
}

export const NOWHERE: Place = { region: null, zone: null };

const LONGEST = 200;

/** Whether a place lies in a scope. A part that is not known is never in one that asks for it. */
export function isWithin({ region, zone }: Place, scope: PlaceScope): boolean {
  return (scope.region === null || scope.region === region) && (scope.zone === null || scope.zone === zone);
}

function label(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '' || value.length > LONGEST)
    throw new InvalidField(field, `must be a text of 1 to ${LONGEST} characters`);
  return value;
}

export function parsePlace(fields: Fields, field: string): Place {
  return { region: label(fields.region, `${field}.region`), zone: label(fields.zone, `${field}.zone`) };
}

function parseScope(value: unknown, field: string): PlaceScope | null {
  if (value === undefined) return null;
  const fields = object(value, field);
  onlyFields(fields, field, ['region', 'zone']);
  const scope = parsePlace(fields, field);
  // A scope that asks nothing would be everywhere: malformed, and never wider than it was meant.
  if (scope.region === null && scope.zone === null) throw new InvalidField(field, 'must name a region or a zone');
  return scope;
}

export function parseWhere(value: unknown, field: string): Where {
  const fields = object(value, field);
  onlyFields(fields, field, ['caller', 'callee']);
  const where = {
    caller: parseScope(fields.caller, `${field}.caller`),
    callee: parseScope(fields.callee, `${field}.callee`),
  };
  if (where.caller === null && where.callee === null) throw new InvalidField(field, 'must name a caller or a callee');
  return where;
}

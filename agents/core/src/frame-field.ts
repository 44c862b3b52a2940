/** Readers for the fields of a frame. Each returns the value or throws `InvalidField`; nothing is ever rounded or repaired. */

/** A field of a frame that is not what it must be. Caught where the frame is parsed. */
export class InvalidField extends Error {
  readonly field: string;

  constructor(field: string, allowed: string) {
    super(allowed);
    this.name = 'InvalidField';
    this.field = field;
  }
}

/** A refused frame: which field, and what is allowed there. */
export interface FrameRefusal {
  readonly ok: false;
  readonly reason: string;
  readonly field: string;
}

/** Runs a parser and turns what it throws into a refusal. */
export function parsing<T>(parse: () => T): T | FrameRefusal {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidField) return { ok: false, reason: error.message, field: error.field };
    return { ok: false, reason: 'could not be read', field: '' };
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function object(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidField(field, 'must be an object');
  }
  return value as Fields;
}

/** Refuses an object with any other field. */
export function onlyFields(value: Fields, field: string, allowed: readonly string[]): void {
  const other = Object.keys(value).find((name) => !allowed.includes(name));
  if (other !== undefined) throw new InvalidField(`${field}.${other}`, `is unknown, allowed: ${allowed.join(', ')}`);
}

export function array<T>(
  value: unknown,
  field: string,
  maxLength: number,
  each: (item: unknown, field: string) => T,
): T[] {
  if (!Array.isArray(value)) throw new InvalidField(field, 'must be an array');
  if (value.length > maxLength) throw new InvalidField(field, `must have at most ${maxLength} items`);
  return value.map((item, index) => each(item, `${field}[${index}]`));
}

export function integer(value: unknown, field: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new InvalidField(field, `must be an integer from ${min} to ${max}`);
  }
  return value;
}

export function time(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new InvalidField(field, 'must be milliseconds since 1970');
  }
  return value;
}

export function text(value: unknown, field: string, form: RegExp): string {
  if (typeof value !== 'string' || !form.test(value))
    throw new InvalidField(field, `must have the form ${form.source}`);
  return value;
}

export function flag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw new InvalidField(field, 'must be true or false');
  return value;
}

export function oneOf<T extends string>(value: unknown, field: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new InvalidField(field, `must be one of ${allowed.join(', ')}`);
  return found;
}

export const EXPERIMENT_ID = /^e[a-z0-9]{5,31}$/;
export const UNIT_HASH = /^[0-9a-f]{16}$/;
export const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const MAX_COUNT = Number.MAX_SAFE_INTEGER;

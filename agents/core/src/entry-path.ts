import {
  array,
  EXPERIMENT_ID,
  flag,
  InvalidField,
  integer,
  MAX_COUNT,
  NAME,
  object,
  oneOf,
  text,
} from './frame-field.ts';
import { compileRoute, type Route } from './route.ts';
import type { UnitSource } from './unit-source.ts';

/** Positions `[from, to)` of a ring of 1,000,000. */
export type RingRange = readonly [number, number];

/** What an entry needs to put a unit into an arm of one experiment. */
export interface EntryExperiment {
  readonly id: string;
  /** Salt of the arm ring. */
  readonly salt: string;
  readonly stage: number;
  /** Below this position of the arm ring a unit is in treatment, parts per million. */
  readonly rhoPpm: number;
  readonly pool: readonly RingRange[];
  /** Key of the unit hash, 32 hexadecimal digits. */
  readonly unitKey: string;
}

/** A critical path of which this service is an entry. */
export interface EntryPath {
  readonly path: string;
  /** Salt of the pool ring. */
  readonly salt: string;
  readonly routes: readonly Route[];
  readonly unit: UnitSource;
  readonly deadlineMs: number;
  readonly objectiveMs: number;
  readonly experiments: readonly EntryExperiment[];
}

const WHOLE_PPM = 1_000_000;
const SALT = /^[\s\S]{0,200}$/;
const METHOD_AND_PATH = 'must be a method and a path pattern such as /play/:title';

function parseRoute(value: unknown, field: string): Route {
  const route = object(value, field);
  const method = text(route.method, `${field}.method`, /^/);
  const pattern = text(route.pattern, `${field}.pattern`, /^/);
  const compiled = compileRoute(method, pattern, flag(route.inner, `${field}.inner`));
  if (!compiled) throw new InvalidField(field, METHOD_AND_PATH);
  return compiled;
}

function parseUnitSource(value: unknown, field: string): UnitSource {
  const source = object(value, field);
  const from = oneOf(source.from, `${field}.from`, ['header', 'cookie', 'query', 'request']);
  if (from === 'request') return { from };
  const name = text(source.name, `${field}.name`, /^[A-Za-z0-9_.-]{1,100}$/);
  return { from, name: from === 'header' ? name.toLowerCase() : name };
}

function parseRange(value: unknown, field: string): RingRange {
  const ends = array(value, field, 2, (item, at) => integer(item, at, 0, WHOLE_PPM));
  const [from, to] = ends;
  if (from === undefined || to === undefined || from > to)
    throw new InvalidField(field, 'must be [from, to], from ≤ to');
  return [from, to];
}

function parseExperiment(value: unknown, field: string): EntryExperiment {
  const experiment = object(value, field);
  return {
    id: text(experiment.id, `${field}.id`, EXPERIMENT_ID),
    salt: text(experiment.salt, `${field}.salt`, SALT),
    stage: integer(experiment.stage, `${field}.stage`, 0, MAX_COUNT),
    rhoPpm: integer(experiment.rhoPpm, `${field}.rhoPpm`, 0, WHOLE_PPM),
    pool: array(experiment.pool, `${field}.pool`, 10_000, parseRange),
    unitKey: text(experiment.unitKey, `${field}.unitKey`, /^[0-9a-f]{32}$/),
  };
}

/** Reads one entry path of a ruleset frame; throws `InvalidField`. */
export function parseEntryPath(value: unknown, field: string): EntryPath {
  const entry = object(value, field);
  return {
    path: text(entry.path, `${field}.path`, NAME),
    salt: text(entry.salt, `${field}.salt`, SALT),
    routes: array(entry.routes, `${field}.routes`, 100, parseRoute),
    unit: parseUnitSource(entry.unit, `${field}.unit`),
    deadlineMs: integer(entry.deadlineMs, `${field}.deadlineMs`, 1, 600_000),
    objectiveMs: integer(entry.objectiveMs, `${field}.objectiveMs`, 1, 600_000),
    experiments: array(entry.experiments, `${field}.experiments`, 100, parseExperiment),
  };
}

/** Refuses pools that overlap: a user is in at most one experiment of a path. */
export function refuseOverlap(entries: readonly EntryPath[]): void {
  for (const entry of entries) {
    const ranges = entry.experiments
      .flatMap(({ id, pool }) => pool.map(([from, to]) => ({ id, from, to })))
      .filter(({ from, to }) => from < to)
      .sort((a, b) => a.from - b.from);
    let last: { id: string; to: number } | null = null;
    for (const range of ranges) {
      if (last && range.from < last.to) {
        throw new InvalidField(`entries.${entry.path}`, `pools of ${last.id} and ${range.id} must not overlap`);
      }
      last = range;
    }
  }
}

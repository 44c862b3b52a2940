import type { Arm } from './arm.ts';
import { parseCallGroup } from './call-group.ts';
import { type EntryPath, parseEntryPath, refuseOverlap } from './entry-path.ts';
import type { Fault } from './fault.ts';
import {
  array,
  EXPERIMENT_ID,
  type FrameRefusal,
  InvalidField,
  integer,
  MAX_COUNT,
  NAME,
  object,
  oneOf,
  parsing,
  text,
  time,
  UNIT_HASH,
} from './frame-field.ts';
import { compileOperations, type OperationNames } from './operation-names.ts';
import { parseFault } from './parse-fault.ts';
import { type Place, parsePlace, parseWhere, type Where } from './place.ts';

/** A fault on calls from or into some place. */
export interface ScopedFault {
  readonly callGroup: string;
  readonly where: Where;
  readonly fault: Fault;
}

/** The rules of one experiment as far as they concern this service. */
export interface ExperimentRules {
  readonly id: string;
  readonly path: string;
  readonly stage: number;
  /** Arms in which faults apply. */
  readonly arms: ReadonlySet<Arm>;
  /** Patterns of call groups that may be failed at all. */
  readonly allowlist: ReadonlySet<string>;
  readonly faults: ReadonlyMap<string, Fault>;
  /** Those for some places only, asked before the others, in their order. */
  readonly scoped: readonly ScopedFault[];
  /** The operations that faults and allowlist name: only these are ever told apart. */
  readonly operations: OperationNames;
  /** The share of the ring in treatment, parts per million; null when the control plane did not say. */
  readonly rhoPpm: number | null;
  /** Only units with a hash below are told; null: all. The second for what entries see, the first for the rest. */
  readonly sampleBelow: string | null;
  readonly eventsBelow: string | null;
}

/** Everything the control plane asks of this service, compiled for look-ups. Permits nothing by itself: leases do. */
export interface Ruleset {
  readonly revision: number;
  readonly serverTimeMs: number;
  /** Public keys by their id, base64url of the 32 raw bytes. */
  readonly publicKeys: ReadonlyMap<string, string>;
  readonly entries: readonly EntryPath[];
  readonly experiments: ReadonlyMap<string, ExperimentRules>;
  /** Where instances of the services that are called are, by the address they are called at. */
  readonly places: ReadonlyMap<string, Place>;
}

export type ParsedRuleset = { readonly ok: true; readonly ruleset: Ruleset } | FrameRefusal;

/** `host:port`, IPv6 without brackets. */
const ADDRESS = /^[0-9a-z._:-]{1,300}$/;
const ARMS = ['treatment', 'control', 'tester'] as const;

function callGroupPattern(value: unknown, field: string): string {
  if (typeof value !== 'string' || !parseCallGroup(value)) {
    throw new InvalidField(field, 'must have the form caller>kind:dependency[/operation]');
  }
  return value;
}

/** Beside `faults` and not among them: an agent that knows no places takes them for faults everywhere. */
function parseScoped(value: unknown, field: string): ScopedFault[] {
  if (value === undefined) return [];
  return array(value, field, 1_000, (item, at) => {
    const rule = object(item, at);
    return {
      callGroup: callGroupPattern(rule.callGroup, `${at}.callGroup`),
      where: parseWhere(rule.where, `${at}.where`),
      fault: parseFault(rule.fault, `${at}.fault`),
    };
  });
}

function parsePlaces(value: unknown): Map<string, Place> {
  if (value === undefined) return new Map();
  return new Map(
    array(value, 'places', 5_000, (item, at) => {
      const fields = object(item, at);
      return [text(fields.address, `${at}.address`, ADDRESS), parsePlace(fields, at)];
    }),
  );
}

function parseExperiment(value: unknown, field: string): ExperimentRules {
  const rules = object(value, field);
  const faults = array(rules.faults, `${field}.faults`, 1_000, (item, at): [string, Fault] => {
    const rule = object(item, at);
    return [callGroupPattern(rule.callGroup, `${at}.callGroup`), parseFault(rule.fault, `${at}.fault`)];
  });
  const scoped = parseScoped(rules.scoped, `${field}.scoped`);
  const allowlist = array(rules.allowlist, `${field}.allowlist`, 5_000, callGroupPattern);
  return {
    id: text(rules.id, `${field}.id`, EXPERIMENT_ID),
    path: text(rules.path, `${field}.path`, NAME),
    stage: integer(rules.stage, `${field}.stage`, 0, MAX_COUNT),
    arms: new Set(array(rules.arms, `${field}.arms`, 3, (item, at) => oneOf(item, at, ARMS))),
    allowlist: new Set(allowlist),
    faults: new Map(faults),
    scoped,
    operations: compileOperations([
      ...faults.map(([callGroup]) => callGroup),
      ...scoped.map(({ callGroup }) => callGroup),
      ...allowlist,
    ]),
    rhoPpm: rules.rhoPpm === undefined ? null : integer(rules.rhoPpm, `${field}.rhoPpm`, 0, 1_000_000),
    sampleBelow: rules.sampleBelow === undefined ? null : text(rules.sampleBelow, `${field}.sampleBelow`, UNIT_HASH),
    eventsBelow: rules.eventsBelow === undefined ? null : text(rules.eventsBelow, `${field}.eventsBelow`, UNIT_HASH),
  };
}

function parseKey(value: unknown, field: string): [string, string] {
  const key = object(value, field);
  return [
    text(key.id, `${field}.id`, /^[a-z0-9]{1,16}$/),
    text(key.publicKey, `${field}.publicKey`, /^[A-Za-z0-9_-]{43}$/),
  ];
}

function byId<T>(pairs: readonly (readonly [string, T])[], field: string): Map<string, T> {
  const map = new Map(pairs);
  if (map.size !== pairs.length) throw new InvalidField(field, 'must name each id once');
  return map;
}

/**
 * Checks and compiles a ruleset frame. One invalid share, range, fault or name refuses the whole frame: an agent that
 * does not understand all of its rules has none.
 */
export function parseRuleset(value: unknown): ParsedRuleset {
  return parsing((): ParsedRuleset => {
    const frame = object(value, 'ruleset');
    oneOf(frame.type, 'type', ['ruleset']);
    const entries = array(frame.entries, 'entries', 1_000, parseEntryPath);
    refuseOverlap(entries);
    const experiments = array(frame.experiments, 'experiments', 1_000, parseExperiment);
    return {
      ok: true,
      ruleset: {
        revision: integer(frame.revision, 'revision', 0, MAX_COUNT),
        serverTimeMs: time(frame.serverTimeMs, 'serverTimeMs'),
        publicKeys: byId(array(frame.keys, 'keys', 100, parseKey), 'keys'),
        entries,
        experiments: byId(
          experiments.map((rules) => [rules.id, rules] as const),
          'experiments',
        ),
        places: parsePlaces(frame.places),
      },
    };
  });
}

/** A ruleset that asks nothing. */
export const NO_RULES: Ruleset = {
  revision: 0,
  serverTimeMs: 0,
  publicKeys: new Map(),
  entries: [],
  experiments: new Map(),
  places: new Map(),
};

/** The ruleset without some experiments. Entries and keys stay: incoming contexts must still be read and removed. */
export function withoutExperiments(ruleset: Ruleset, leaves: (experiment: string) => boolean): Ruleset {
  return {
    ...ruleset,
    entries: ruleset.entries.map((entry) => ({
      ...entry,
      experiments: entry.experiments.filter(({ id }) => !leaves(id)),
    })),
    experiments: new Map([...ruleset.experiments].filter(([id]) => !leaves(id))),
  };
}

import type { Probed } from './probe.ts';
import type { Sample } from './sample.ts';
import { slopeOf } from './trend.ts';

/**
 * Bytes of heap that an experiment may leave behind in a process. The smallest leak there can be, one id in a set, costs
 * about 100; at forty requests a second an experiment sees about sixty requests with seven calls each, so one byte a call is 400.
 */
const BYTES_PER_EXPERIMENT = 400;
/** What V8 moves about by itself in half a run: compiled code, feedback vectors and tables that are doubled. */
const NOISE_BYTES = 250_000;
/** Timers, sockets and entries that may come and go between two samples. */
const NOISE_OBJECTS = 12;
/**
 * What grows by design. A control plane never forgets what was halted through it: a replica that had not heard of a halt
 * must not bring it back. Agents remember the last thousand.
 */
const BY_DESIGN: Readonly<Record<string, number>> = { 'Halt.#halted': 1 };
/** Full at a thousand, and growing until then: halts and checked tokens that an agent remembers. */
const FULL_AT_1000 = /^Standing\.(halted|#verifier\.verify\.(valid|refused))\./;
/** Objects that are there at one moment and not at the next, also at rest: a tick under way, the last timer of a library. */
const MOMENTARY = 3;

export interface Grown {
  readonly process: string;
  readonly what: string;
  /** By the trend, over the samples looked at. */
  readonly grewBy: number;
  readonly allowed: number;
  readonly perExperiment: number;
}

/** Every trend of the second half of the samples, when caches are warm. */
export function growthOf(samples: readonly Sample[]): Grown[] {
  const late = samples.slice(Math.floor(samples.length / 2));
  const experiments = (late.at(-1)?.experiments ?? 0) - (late[0]?.experiments ?? 0);
  const names = Object.keys(late[0]?.processes ?? {});
  return names.flatMap((process) => {
    const of = (what: string, allowed: number, value: (probed: Probed) => number): Grown => {
      const perExperiment = slopeOf(
        late.map((each) => ({ x: each.experiments, y: value(each.processes[process] as Probed) })),
      );
      return { process, what, grewBy: perExperiment * experiments, allowed, perExperiment };
    };
    const keysOf = (part: 'objects' | 'fields') => [
      ...new Set(late.flatMap((each) => Object.keys(each.processes[process]?.[part] ?? {}))),
    ];
    const bytes = NOISE_BYTES + BYTES_PER_EXPERIMENT * experiments;
    return [
      of('heap bytes', bytes, (probed) => probed.heapUsedBytes),
      of('external bytes', bytes, (probed) => probed.externalBytes),
      ...keysOf('objects').map((key) =>
        of(`${key} objects`, NOISE_OBJECTS + 0.05 * experiments, (probed) => probed.objects[key] ?? 0),
      ),
      ...keysOf('fields').map((key) => of(key, mayKeep(key, experiments), (probed) => probed.fields[key] ?? 0)),
    ];
  });
}

function mayKeep(field: string, experiments: number): number {
  return FULL_AT_1000.test(field) ? 1_000 : NOISE_OBJECTS + (BY_DESIGN[field] ?? 0.05) * experiments;
}

/** What there is more of than in `base`: handles, timers and sockets of a fleet at rest. */
export function moreThan(base: Sample, now: Sample): string[] {
  return Object.entries(now.processes).flatMap(([process, { resources, objects }]) => {
    const before = base.processes[process];
    const handles = Object.entries(resources).map(
      ([type, count]) => [type, count, (before?.resources[type] ?? 0) + MOMENTARY] as const,
    );
    const kept = (['Timeout', 'Socket', 'OutgoingMessage'] as const).map(
      (type) => [type, objects[type] ?? 0, (before?.objects[type] ?? 0) + MOMENTARY] as const,
    );
    return [...handles, ...kept]
      .filter(([, count, was]) => count > was)
      .map(([type, count, was]) => `${process}: ${count} ${type}, ${was} at the beginning`);
  });
}

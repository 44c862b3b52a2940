import { type CallSum, type UpFrame, upFrame } from '@hormesis/contract/agent-link.ts';
import { callGroup } from '@hormesis/contract/call-group.ts';
import { experimentId } from '@hormesis/contract/name.ts';

/** A frame of an agent, or why it is refused: which field, and what is allowed. */
export type Parsed = { readonly ok: true; readonly frame: UpFrame } | { readonly ok: false; readonly reason: string };

const MOST_SUMS = 5_000;
const MOST_NAMES = 50_000;
const ARMS: ReadonlySet<unknown> = new Set([null, 'treatment', 'control', 'tester']);

/** What a call sum may hold, by name. A test holds this against the schema, which stays the judge of everything else. */
const COUNTS: ReadonlySet<string> = new Set([
  'calls',
  'failures',
  'injected',
  'injectedRequests',
  'skipped',
  'visible',
  'opened',
  'rejected',
  'timedOut',
  'fallbacks',
]);

/**
 * Reads frames. Nearly all that agents say is sums of calls, forty and more in each report, and the schema takes 100 µs
 * for them: five times as long as reading the JSON. So sums that are plainly right are taken as they are, and the schema
 * sees the rest of the frame; as soon as one sum is anything but plainly right it sees all of it.
 */
export class FrameParser {
  /** Call groups and experiments that the schema has let pass, each as one string for all frames. */
  readonly #callGroups = new Map<string, string>();
  readonly #experiments = new Map<string, string>();

  parse(text: string): Parsed {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { ok: false, reason: 'a frame must be JSON' };
    }
    const calls = callsOf(value);
    if (!calls || calls.length > MOST_SUMS || !calls.every((sum) => this.#isPlain(sum))) return judged(value);
    const rest = judged({ ...(value as object), calls: [] });
    if (rest.ok && rest.frame.type === 'report') rest.frame.calls = calls;
    return rest;
  }

  /** True only for what the schema would let pass as it is. */
  #isPlain(value: unknown): value is CallSum {
    if (typeof value !== 'object' || value === null) return false;
    const sum = value as Partial<Record<string, unknown>>;
    const { callGroup, experiment, arm, stage, calls } = sum;
    if (!isCount(calls) || !ARMS.has(arm) || !(stage === null || Number.isSafeInteger(stage))) return false;
    const known = this.#callGroup(callGroup);
    if (known === undefined) return false;
    const of = experiment === null ? null : this.#experiment(experiment);
    if (of === undefined) return false;
    // One string for all that say the same: those of the frame are let go, and names are compared without reading them.
    sum.callGroup = known;
    sum.experiment = of;
    // Comes from JSON, so all it has is its own; `Object.entries` would take as long as reading the JSON.
    for (const name in sum) {
      if (COUNTS.has(name)) {
        if (!isCount(sum[name])) return false;
      } else if (name === 'absorbed' ? !isAbsorbed(sum[name]) : !KNOWN.has(name)) return false;
    }
    return true;
  }

  #callGroup(value: unknown): string | undefined {
    return knownOf(this.#callGroups, value, (text) => callGroup.safeParse(text).success);
  }

  #experiment(value: unknown): string | undefined {
    return knownOf(this.#experiments, value, (text) => experimentId.safeParse(text).success);
  }
}

const KNOWN: ReadonlySet<string> = new Set(['callGroup', 'experiment', 'arm', 'stage']);

/** The names that are taken without the schema. */
export const PLAIN_NAMES: readonly string[] = [...KNOWN, ...COUNTS, 'absorbed'];

function callsOf(value: unknown): unknown[] | null {
  if (typeof value !== 'object' || value === null || !('calls' in value)) return null;
  return Array.isArray(value.calls) && value.calls.length > 0 ? value.calls : null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isAbsorbed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([by, count]) => by.length <= 100 && by !== '__proto__' && isCount(count));
}

function knownOf(known: Map<string, string>, value: unknown, check: (text: string) => boolean): string | undefined {
  if (typeof value !== 'string') return undefined;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (!check(value)) return undefined;
  if (known.size >= MOST_NAMES) known.clear();
  known.set(value, value);
  return value;
}

function judged(value: unknown): Parsed {
  const result = upFrame.safeParse(value);
  if (result.success) return { ok: true, frame: result.data };
  const [issue] = result.error.issues;
  return { ok: false, reason: `${issue?.path.map(String).join('.') || '(whole)'}: ${issue?.message}` };
}

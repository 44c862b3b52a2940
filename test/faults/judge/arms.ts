import { ringPosition } from '@hormesis/core/ring.ts';
import type { RuledExperiment, Written } from '../fleet/journal.ts';
import type { Ended, Line, Material, Violation } from './material.ts';

/** Two clocks are compared here, that of the database and the one all processes share, milliseconds. */
const CLOCKS_MS = 100;
/** Widths are whole positions of the ring: a share may be off by one for each of a few ranges. */
const ROUNDING_PPM = 20;

/** Who was put into which arm, and how much of the ring was in treatment, at each stage. */
export function* judgeArms({ journals, experiments, lines }: Material): Generator<Violation> {
  const byId = new Map(experiments.map((each) => [each.id, each]));
  const seen = new Map<string, { stage: number; arm: string; rhoPpm: number }[]>();
  for (const journal of journals) {
    const rules = new Map<string, RuledExperiment>();
    const revisions = new Map<string, number>();
    for (const line of journal) {
      if (line.kind === 'ruleset') {
        // A replica that stood still sends what it knew; an agent that knows better keeps that.
        const isNews = line.revision >= (revisions.get(line.instance) ?? 0);
        if (isNews) revisions.set(line.instance, line.revision);
        for (const each of line.experiments) {
          if (isNews) rules.set(`${line.instance} ${each.id}`, each);
          yield* judgeShare(each, line, byId.get(each.id), lines);
        }
      }
      if (line.kind === 'injected') yield* judgeUser(line, byId.get(line.experiment));
      if (line.kind !== 'arm') continue;
      const ruled = rules.get(`${line.instance} ${line.experiment}`);
      const experiment = byId.get(line.experiment);
      if (!ruled?.entry || !experiment) {
        yield {
          invariant: 'arm',
          text: `${line.instance} put ${line.user} into ${line.experiment} without rules for it`,
        };
        continue;
      }
      const arm = armOf(line.user, experiment, ruled.entry);
      if (arm !== line.arm)
        yield {
          invariant: 'arm',
          text: `${line.instance} put ${line.user} into ${line.arm} of ${line.experiment}, stage ${ruled.stage}; it belongs to ${arm ?? 'no arm'}`,
        };
      const key = `${line.experiment} ${line.user}`;
      const arms = seen.get(key) ?? [];
      if (!arms.some((each) => each.stage === ruled.stage && each.arm === line.arm))
        arms.push({ stage: ruled.stage, arm: line.arm, rhoPpm: ruled.entry.rhoPpm });
      seen.set(key, arms);
    }
  }
  for (const [key, arms] of seen) yield* judgeMoves(key, arms);
}

/** Over the stages: treatment is never left, and control only for treatment when ρ rose. */
function* judgeMoves(key: string, arms: { stage: number; arm: string; rhoPpm: number }[]): Generator<Violation> {
  const inOrder = [...arms].sort((one, other) => one.stage - other.stage);
  for (let at = 1; at < inOrder.length; at += 1) {
    const [before, after] = [inOrder[at - 1], inOrder[at]];
    if (!before || !after || before.arm === after.arm) continue;
    if (before.arm === 'control' && after.arm === 'treatment' && after.rhoPpm > before.rhoPpm) continue;
    const text = `${key} went from ${before.arm} (stage ${before.stage}) to ${after.arm} (stage ${after.stage})`;
    yield { invariant: 'arm changes', text };
  }
}

/** No ruleset has more of the ring in treatment than its stage, and none comes before its stage began. */
function* judgeShare(
  ruled: RuledExperiment,
  line: Written,
  experiment: Ended | undefined,
  lines: readonly Line[],
): Generator<Violation> {
  if (!experiment) return yield { invariant: 'share', text: `rules of ${ruled.id}, which the database does not know` };
  const began = lines.find(
    ({ experiment: id, kind, detail }) => id === ruled.id && kind === 'stage_began' && detail.stage === ruled.stage,
  );
  if (!began || began.atMs > line.atMs + CLOCKS_MS)
    yield {
      invariant: 'share',
      text: `${line.instance} got stage ${ruled.stage} of ${ruled.id} before the timeline says it began`,
    };
  if (!ruled.entry) return;
  const width = ruled.entry.pool.reduce((sum, [from, to]) => sum + to - from, 0);
  const treatmentPpm = (width * ruled.entry.rhoPpm) / 1_000_000;
  const sharePpm = experiment.shares[ruled.stage] ?? 0;
  if (treatmentPpm > sharePpm + ROUNDING_PPM)
    yield {
      invariant: 'share',
      text: `${treatmentPpm} ppm in treatment at stage ${ruled.stage} of ${ruled.id}, which has ${sharePpm}`,
    };
}

function* judgeUser(line: Extract<Written, { kind: 'injected' }>, experiment: Ended | undefined): Generator<Violation> {
  const arm = experiment ? armOf(line.user, experiment, experiment) : null;
  if (arm !== 'treatment')
    yield {
      invariant: 'arm',
      text: `${line.instance} failed a call of ${line.user}, who was never in treatment of ${line.experiment}`,
    };
}

function armOf(
  user: string,
  { ringSalt, armSalt }: Ended,
  { pool, rhoPpm }: Pick<Ended, 'pool' | 'rhoPpm'>,
): 'treatment' | 'control' | null {
  const position = ringPosition(ringSalt, user);
  if (!pool.some(([from, to]) => position >= from && position < to)) return null;
  return ringPosition(armSalt, user) < rhoPpm ? 'treatment' : 'control';
}

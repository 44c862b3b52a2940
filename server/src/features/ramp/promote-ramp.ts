import type { Evidence } from '@hormesis/contract/evidence.ts';
import { evaluateRamp } from './evaluate-ramp.ts';
import { killOf } from './gate.ts';
import { unreadableGuardrail } from './halt-condition.ts';
import type { RampingExperiment } from './ramping-experiment.ts';

/** What becomes of a person's wish to go on before the gate opens. */
export type Promotion =
  | { readonly action: 'advance'; readonly toStage: number; readonly reason: string }
  | { readonly action: 'conclude'; readonly verdict: 'inconclusive'; readonly reason: string }
  | { readonly action: 'refuse'; readonly reason: string };

/** Agents report every second while an experiment runs: evidence that is older than this does not show the present, milliseconds. */
const STALE_MS = 3_000;

/**
 * A person may promote a waiting stage, but not past a halt, not without seeing the guardrails as they are now, and
 * never to a pass: promoting the last stage ends the experiment as inconclusive, because its gate did not open.
 */
export function promoteRamp(experiment: RampingExperiment, evidence: Evidence, nowMs: number): Promotion {
  const decision = evaluateRamp(experiment, evidence, nowMs);
  switch (decision.action) {
    case 'halt':
      return { action: 'refuse', reason: `it is halting (${decision.reason}): ${decision.detail}` };
    case 'complete':
      return { action: 'refuse', reason: 'the last stage has passed its gate and ends by itself' };
    case 'conclude':
      return { action: 'conclude', verdict: 'inconclusive', reason: decision.reason };
    case 'advance':
      return { action: 'advance', toStage: decision.toStage, reason: decision.reason };
    case 'terminate':
    case 'hold':
      if (killOf(evidence, experiment.stage)?.state === 'watching')
        return { action: 'refuse', reason: 'a kill is being watched, and what it does to users is not known yet' };
      return promoteWaiting(experiment, evidence, decision.reason);
  }
}

function promoteWaiting(experiment: RampingExperiment, evidence: Evidence, waitedFor: string): Promotion {
  const unseen = unreadableGuardrail(evidence) ?? unreadableQuery(evidence) ?? staleTelemetry(evidence);
  if (unseen) return { action: 'refuse', reason: unseen };
  const reason = `promoted while the gate waited: ${waitedFor}`;
  const next = experiment.stage + 1;
  if (next < experiment.stages.length) return { action: 'advance', toStage: next, reason };
  return { action: 'conclude', verdict: 'inconclusive', reason };
}

/** A query that would halt and cannot be read may be beyond its limit; one that only keeps the gate shut is what a person overrules. */
function unreadableQuery({ queries = [] }: Evidence): string | null {
  const unread = queries.find(({ beyond, state }) => beyond === 'halt' && state === 'unreadable');
  return unread ? `a query that would halt it is not known: ${unread.text}` : null;
}

/** The brake that trips without telemetry knows how old it is. */
function staleTelemetry({ brakes }: Evidence): string | null {
  const blind = brakes.find(({ brake }) => brake === 'blind');
  if (!blind) return 'how old the telemetry is cannot be read';
  return blind.value <= STALE_MS ? null : `the evidence is not of this moment: ${blind.text}`;
}

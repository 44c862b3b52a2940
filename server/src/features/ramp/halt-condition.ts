import type { BrakeName, Evidence, KpiEvidence } from '@hormesis/contract/evidence.ts';
import { count, evidenceFigure } from './wording.ts';

/** Why the statistics halt: a sentence with the numbers goes with it. */
export interface HaltCondition {
  readonly reason: 'harm' | BrakeName;
  readonly detail: string;
}

/** The first reason to halt, harm before brakes; null when there is none. */
export function haltCondition(evidence: Evidence): HaltCondition | null {
  const harmed = evidence.kpis.find((kpi) => kpi.logE >= kpi.haltLogE);
  if (harmed) return { reason: 'harm', detail: harmText(harmed) };
  const brake = evidence.brakes.find((each) => each.tripped);
  return brake ? { reason: brake.brake, detail: brake.text } : null;
}

function harmText({ kpi, failing, logE, haltLogE }: KpiEvidence): string {
  const what = kpi === 'failed' ? 'users failed' : `users are counted as ${kpi}`;
  const users = `${count(failing.treatment)} ${what} in treatment and ${count(failing.control)} in control`;
  return `${users}: the evidence, E = ${evidenceFigure(logE)}, reached the halt line of ${evidenceFigure(haltLogE)}`;
}

/** A guardrail that cannot be read must not let a ramp go on: no KPI at all, or a figure that is not a number. */
export function unreadableGuardrail(evidence: Evidence): string | null {
  if (evidence.kpis.length === 0) return 'no KPI is guarded';
  const broken = evidence.kpis.find((kpi) => Number.isNaN(kpi.logE) || Number.isNaN(kpi.haltLogE));
  return broken ? `the guardrail on ${broken.kpi} cannot be read` : null;
}

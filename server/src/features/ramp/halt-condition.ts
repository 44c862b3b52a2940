import type { BrakeName, Evidence, KillEvidence, KpiEvidence } from '@hormesis/contract/evidence.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { count, evidenceFigure } from './wording.ts';

/** Why the statistics halt: a sentence with the numbers goes with it. */
export interface HaltCondition {
  readonly reason: 'harm' | 'termination' | BrakeName;
  readonly detail: string;
}

/** The first reason to halt, harm before brakes; null when there is none. */
export function haltCondition(evidence: Evidence): HaltCondition | null {
  const harmed = evidence.kpis.find((kpi) => kpi.logE >= kpi.haltLogE);
  if (harmed) return { reason: 'harm', detail: harmText(harmed, evidence.kpis) };
  const kills = evidence.kills ?? [];
  const killed = kills.find(({ kpis }) => kpis.some(({ logE, haltLogE }) => logE >= haltLogE));
  if (killed) return { reason: 'termination', detail: killedText(killed) };
  const brake = evidence.brakes.find((each) => each.tripped);
  if (!brake) return null;
  // What brakes see while a kill is watched may be the kill's: they can't tell it from what treatment breaks.
  const watched = CAUSED_BY_KILLS.has(brake.brake) ? kills.find(({ state }) => state === 'watching') : undefined;
  if (watched) return { reason: 'termination', detail: `${brake.text}, while a kill was watched: ${watched.text}` };
  return { reason: brake.brake, detail: brake.text };
}

const CAUSED_BY_KILLS: ReadonlySet<BrakeName> = new Set(['surge', 'budget', 'spillover']);

/** Which group, and the KPI that halts. */
function killedText({ text, kpis }: KillEvidence): string {
  const harmed = kpis.find(({ logE, haltLogE }) => logE >= haltLogE);
  const line = harmed
    ? `E = ${evidenceFigure(harmed.logE)} reached the halt line of ${evidenceFigure(harmed.haltLogE)}`
    : '';
  return `${text}: the evidence, ${line}`;
}

/** The KPI that halts, and what the others say of it. */
function harmText(harmed: KpiEvidence, kpis: readonly KpiEvidence[]): string {
  const { failing, logE, haltLogE } = harmed;
  const users = `${count(failing.treatment)} users ${wordsOf(harmed)} in treatment and ${count(failing.control)} in control`;
  const others = kpis
    .filter((kpi) => kpi !== harmed && kpi.failing.treatment + kpi.failing.control > 0)
    .map((kpi) => `; ${count(kpi.failing.treatment)} and ${count(kpi.failing.control)} ${wordsOf(kpi)}`);
  return `${users}: the evidence, E = ${evidenceFigure(logE)}, reached the halt line of ${evidenceFigure(haltLogE)}${others.join('')}`;
}

function wordsOf({ kpi, words }: KpiEvidence): string {
  return words ?? kpiWords(kpi);
}

/** A guardrail that cannot be read must not let a ramp go on: no KPI at all, or a figure that is not a number. */
export function unreadableGuardrail(evidence: Evidence): string | null {
  if (evidence.kpis.length === 0) return 'no KPI is guarded';
  const broken = [...evidence.kpis, ...(evidence.kills ?? []).flatMap(({ kpis }) => kpis)].find(
    (kpi) => Number.isNaN(kpi.logE) || Number.isNaN(kpi.haltLogE),
  );
  if (broken) return `the guardrail on ${broken.kpi} cannot be read`;
  const unread = evidence.kpis.find((kpi) => kpi.problem !== undefined);
  return unread ? `the guardrail on ${unread.kpi} cannot be read: ${unread.problem}` : null;
}

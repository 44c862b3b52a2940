import type { Arm } from '@hormesis/contract/arm.ts';
import type { MetricQuery, MetricQueryEvidence } from '@hormesis/contract/metric-query.ts';

/** What came of asking for one arm: a number, or why there is none. */
export type Reading = { readonly value: number } | { readonly problem: string };
export type Readings = Readonly<Record<Exclude<Arm, 'tester'>, Reading>>;

/** What the readings of both arms mean for a query's limits. */
export function judge(query: MetricQuery, { treatment, control }: Readings): MetricQueryEvidence {
  const { name, beyond } = query;
  const figures = { treatment: numberOf(treatment), control: numberOf(control) };
  const unreadable =
    problemText('treatment', treatment) ?? (needsControl(query) ? problemText('control', control) : null);
  if (unreadable !== null) return { name, beyond, state: 'unreadable', ...figures, text: `${name} ${unreadable}` };
  const excess = excessText(query, figures.treatment ?? 0, figures.control ?? 0);
  const told = `${name}: ${figure(figures.treatment)} in treatment, ${figure(figures.control)} in control`;
  if (excess === null) return { name, beyond, state: 'within', ...figures, text: told };
  return { name, beyond, state: 'beyond', ...figures, text: `${told}; ${excess}` };
}

function needsControl({ maxAboveControl }: MetricQuery): boolean {
  return maxAboveControl !== undefined;
}

function numberOf(reading: Reading): number | null {
  return 'value' in reading ? reading.value : null;
}

function problemText(arm: string, reading: Reading): string | null {
  return 'problem' in reading ? `cannot be read in ${arm}: ${reading.problem}` : null;
}

function excessText({ max, maxAboveControl }: MetricQuery, treatment: number, control: number): string | null {
  if (max !== undefined && treatment > max) return `at most ${figure(max)} is allowed`;
  if (maxAboveControl !== undefined && treatment - control > maxAboveControl)
    return `${figure(treatment - control)} above control, at most ${figure(maxAboveControl)} is allowed`;
  return null;
}

function figure(value: number | null): string {
  return value === null ? 'nothing' : String(Number(value.toPrecision(4)));
}

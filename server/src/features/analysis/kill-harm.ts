import type { KillEvidence, KillKpiEvidence, KillStateName } from '@hormesis/contract/evidence.ts';
import { quietMsOf } from '@hormesis/contract/kill-quiet.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { bernoulliInterval } from './bernoulli-interval.ts';
import { harmMixtureLogE } from './harm-mixture.ts';

/**
 * Of the units whose first event fell into a time before or as long after a kill, at most this share fell into the time
 * after it while the kill hurt nobody: half of them, and a quarter more for the ordinary ups and downs of traffic.
 */
const AFTER_PPM = 555_556;
/** Harm may begin late, when a cold member comes back: restarts are mixed in at so many moments. */
const RESTARTS = 20;
/** Both intervals of all KPIs together are wrong in at most this share of kills. */
const GATE_ALPHA = 0.05;

/** Both sides of a kill. */
export interface Around {
  readonly before: number;
  readonly after: number;
}

/** What was observed around a kill. */
export interface KillSums {
  /** Units with their first event, by how far from the kill it was: `slot` counts `compareMs` / 20 to either side. */
  readonly events: readonly (Around & { readonly kpi: string; readonly slot: number })[];
  /** Units exposed for the first time in the stage whose outcome is known, by KPI, and those that it counts. */
  readonly trials: readonly { readonly kpi: string; readonly known: Around; readonly failing: Around }[];
}

/** A termination as the ramp plans it. */
export interface PlannedKill {
  readonly stage: number;
  readonly group: string;
  readonly count: number;
  readonly leashed: boolean;
  readonly compareMs: number;
  readonly settleMs: number;
}

/** What became of it so far. */
export type KillRecord =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'begun';
      readonly termination: string;
      readonly atMs: number;
      readonly leashed: boolean;
      /** How many are known to have died; null while it is going on. */
      readonly died: number | null;
      /** How many more may have died: nobody knows what became of the request. */
      readonly mayHaveDied: number;
      readonly nobodyBecause: string;
      readonly healthyAfterMs: number | null;
      /** Why the group did not become whole again; null while it may. */
      readonly notRecovered: string | null;
    };

/** What a kill is judged by. */
export interface KillCase {
  readonly kill: PlannedKill;
  readonly record: KillRecord;
  readonly sums: KillSums;
  readonly nowMs: number;
  /** Since when the kill's stage runs without a break. */
  readonly stageSinceMs: number;
  readonly kpis: readonly string[];
  readonly missing: Parameters<typeof kpiWords>[1];
  readonly haltLogE: number;
  /** Of its stage. */
  readonly marginPpm: number;
  readonly minExposedUnits: number;
}

/** The width of a slot of `KillSums`, milliseconds. */
export function slotMsOf({ compareMs }: Pick<PlannedKill, 'compareMs'>): number {
  return Math.max(1, Math.ceil(compareMs / RESTARTS));
}

/** So long after the kill can be compared at `nowMs`, milliseconds. */
export function comparedMsOf({ compareMs }: Pick<PlannedKill, 'compareMs'>, atMs: number, nowMs: number): number {
  return Math.max(0, Math.min(compareMs, nowMs - atMs));
}

/** True for what goes on: the other states are final. */
export function isOpenKill(state: KillStateName): boolean {
  return state === 'waiting' || state === 'watching';
}

/**
 * A kill hurts the users of both arms, so time is the arm here: units with their first event within u after the kill stand
 * against those within u before it. While no unit's hazard rises, each of them falls after the kill with a chance of at most
 * one half, looked at from the kill outwards, so E is the same supermartingale as between the arms. Pure.
 */
export function killEvidence(of: KillCase): KillEvidence {
  const { kill, record } = of;
  const kpis = of.kpis.map((kpi) => kpiAround(of, kpi));
  const begun = record.kind === 'begun' ? record : null;
  const { state, text } = standing(of, kpis);
  return {
    ...{
      stage: kill.stage,
      group: kill.group,
      count: kill.count,
      leashed: begun?.leashed ?? kill.leashed,
      state,
      text,
    },
    termination: begun?.termination ?? null,
    killedAt: begun ? new Date(begun.atMs).toISOString() : null,
    healthyAfterMs: begun?.healthyAfterMs ?? null,
    comparedMs: begun && !begun.leashed ? comparedMsOf(kill, begun.atMs, of.nowMs) : 0,
    compareMs: kill.compareMs,
    kpis: begun && !begun.leashed ? kpis : [],
  };
}

function kpiAround({ sums, kpis, haltLogE, missing }: KillCase, kpi: string): KillKpiEvidence {
  const events = sums.events.filter((each) => each.kpi === kpi);
  const total = (side: keyof Around) => events.reduce((sum, each) => sum + each[side], 0);
  return {
    ...{ kpi, words: kpiWords(kpi, missing), haltLogE, before: total('before'), after: total('after') },
    logE: harmMixtureLogE(
      events.map(({ slot, before, after }) => ({ minute: slot, rhoPpm: AFTER_PPM, treatment: after, control: before })),
      RESTARTS,
    ),
    excessPpm: excessAround(sums, kpi, kpis.length),
  };
}

/** As between the arms of a stage, with the same intervals. */
function excessAround({ trials }: KillSums, kpi: string, kpiCount: number): number | null {
  const found = trials.find((each) => each.kpi === kpi);
  if (!found || found.known.before === 0 || found.known.after === 0) return null;
  const alpha = GATE_ALPHA / (2 * Math.max(1, kpiCount));
  const { upper } = bernoulliInterval(found.failing.after, found.known.after, alpha);
  const { lower } = bernoulliInterval(found.failing.before, found.known.before, alpha);
  return Math.ceil((upper - lower) * 1_000_000);
}

interface Standing {
  readonly state: KillStateName;
  readonly text: string;
}

function standing(of: KillCase, kpis: readonly KillKpiEvidence[]): Standing {
  const { kill, record, nowMs, stageSinceMs } = of;
  if (record.kind === 'refused')
    return { state: 'refused', text: `the termination of ${kill.group} was refused: ${record.reason}` };
  if (record.kind === 'none') return waiting(of);
  if (record.leashed) return { state: 'leashed', text: `the termination of ${kill.group} was a dry run: nobody died` };
  const killed = killedWords(kill, record);
  if (record.died === 0 && record.mayHaveDied === 0)
    return { state: 'nobody_died', text: `nobody of ${kill.group} died: ${record.nobodyBecause}` };
  if (stageSinceMs > record.atMs)
    return { state: 'cut_short', text: `${killed}, and the experiment paused before users could be compared` };
  if (record.notRecovered !== null) return { state: 'not_recovered', text: `${killed}: ${record.notRecovered}` };
  const words = `${killed}, ${healthyWords(record.healthyAfterMs)}; ${usersWords(of, kpis)}`;
  if (kpis.some(({ logE, haltLogE }) => logE >= haltLogE)) return { state: 'watching', text: words };
  const over = nowMs - record.atMs >= kill.compareMs;
  const tooFew = fewerThanPlanned(kill, record);
  // It proves nothing any more, but those that died may still hurt users: harm is watched for to the end.
  if (tooFew) return { state: over ? 'unproven' : 'watching', text: `${words}; no proof: ${tooFew}` };
  const waitsFor = unmet(of, record, kpis);
  if (waitsFor === null) return { state: 'recovered', text: words };
  return { state: over ? 'unproven' : 'watching', text: `${words}; ${over ? 'no proof' : 'waits'}: ${waitsFor}` };
}

function killedWords({ group, count }: PlannedKill, { died, mayHaveDied }: KillRecord & { kind: 'begun' }): string {
  const killed = `${died ?? count} of ${group} killed`;
  if (died === null || mayHaveDied === 0) return killed;
  const unknown = `nobody knows whether ${mayHaveDied} ${died === 0 ? `of ${group}` : 'more'} died`;
  return died === 0 ? unknown : `${killed} and ${unknown}`;
}

/** Why the kill was not the one that was planned, or null: what the hypothesis says of three is not tried by one. */
function fewerThanPlanned({ count }: PlannedKill, { died }: KillRecord & { kind: 'begun' }): string | null {
  if (died === null || died >= count) return null;
  return `${died} of the ${count} that were planned ${died === 1 ? 'is' : 'are'} known to have died`;
}

function waiting({ kill, nowMs, stageSinceMs }: KillCase): Standing {
  const what = `${kill.count} of ${kill.group} ${kill.count === 1 ? 'dies' : 'die'}${kill.leashed ? ' (dry run)' : ''}`;
  const leftMs = stageSinceMs + quietMsOf(kill) - nowMs;
  const quiet = leftMs > 0 ? `; ${seconds(leftMs)} of the time before it are missing` : '';
  return { state: 'waiting', text: `${what} once everything else is met${quiet}` };
}

/** What is missing for a proof that the kill hurt nobody, or null. */
function unmet(
  { kill, nowMs, sums, kpis, marginPpm, minExposedUnits }: KillCase,
  record: KillRecord & { kind: 'begun' },
  around: readonly KillKpiEvidence[],
): string | null {
  if (record.died === null || record.healthyAfterMs === null) return 'the group is not healthy yet';
  const settledAtMs = record.atMs + record.healthyAfterMs + kill.settleMs;
  if (nowMs < settledAtMs) return `${seconds(settledAtMs - nowMs)} left of settling`;
  const known = Math.min(...sums.trials.flatMap((each) => (kpis.includes(each.kpi) ? [each.known.after] : [])));
  if (!(known >= minExposedUnits))
    return `of ${Number.isFinite(known) ? known : 0} of ${minExposedUnits} new users it is known how they fared`;
  const worst = around.find(({ excessPpm }) => excessPpm !== null && excessPpm > marginPpm);
  return worst
    ? `users who ${worst.words} may be up to ${points(worst.excessPpm ?? 0)} more than before, ${points(marginPpm)} are allowed`
    : null;
}

function healthyWords(healthyAfterMs: number | null): string {
  return healthyAfterMs === null ? 'not healthy yet' : `healthy again after ${(healthyAfterMs / 1_000).toFixed(1)} s`;
}

function usersWords({ kill, record, nowMs }: KillCase, kpis: readonly KillKpiEvidence[]): string {
  const comparedMs = record.kind === 'begun' ? comparedMsOf(kill, record.atMs, nowMs) : 0;
  const counted = kpis.map(({ words, after, before }) => `${after} ${words} and ${before} before`).join(', ');
  return `users within ${seconds(comparedMs)} after it: ${counted}`;
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`;
}

function points(ppm: number): string {
  return `${Math.round(ppm / 1_000) / 10} points`;
}

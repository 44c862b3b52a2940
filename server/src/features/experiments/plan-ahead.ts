import type { Identity } from '@hormesis/contract/access.ts';
import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { StartBody } from '@hormesis/contract/experiment.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { randomHex } from '../../platform/chance.ts';
import type { Queryable } from '../../platform/database.ts';
import { cronProblem, nextRun } from './cron.ts';
import { type Experiment, newExperimentId, type State } from './experiment.ts';
import { type Prepared, planOf } from './plan.ts';
import type { ExperimentPorts } from './ports.ts';
import { addEvent, insertPlanned } from './write-queries.ts';

/** A year: who plans further ahead than that plans by accident. */
const FURTHEST_MS = 366 * 86_400_000;

/** When a plan for later begins, and whether it comes again. */
export interface When {
  readonly dueAt: Date;
  readonly repeat: StartBody['repeat'] | null;
}

/**
 * When the start is wanted; null: now.
 * @throws ApiError bad_request for a moment that is over or too far away, and for an expression that names none.
 */
export function whenOf({ startsAt, repeat }: StartBody, nowMs: number): When | null {
  if (startsAt !== undefined) return { dueAt: momentOf(startsAt, nowMs), repeat: null };
  if (repeat === undefined) return null;
  const problem = cronProblem(repeat.cron);
  if (problem !== null) throw badField('repeat.cron', problem);
  const dueAtMs = nextRun(repeat.cron, repeat.zone, nowMs);
  if (dueAtMs === null)
    throw badField('repeat.cron', `must name a time that comes, got ${JSON.stringify(repeat.cron)}`);
  return { dueAt: new Date(dueAtMs), repeat };
}

function momentOf(startsAt: string, nowMs: number): Date {
  const dueAt = new Date(startsAt);
  const now = new Date(nowMs).toISOString();
  if (dueAt.getTime() <= nowMs) throw badField('startsAt', `must lie ahead: it is ${now}, got ${startsAt}`);
  if (dueAt.getTime() > nowMs + FURTHEST_MS)
    throw badField('startsAt', `must be within a year: it is ${now}, got ${startsAt}`);
  return dueAt;
}

function badField(field: string, message: string): ApiError {
  return new ApiError('bad_request', `${field}: ${message}`, { problems: [{ field, message }] });
}

export interface Ahead {
  /** What it is called; absent: it gets an id. */
  readonly id?: string;
  readonly prepared: Prepared;
  readonly path: CriticalPath;
  readonly by: Identity;
  /** Null: as soon as it is approved. */
  readonly when: When | null;
  /** Why another person has to approve it; null: nobody has to. */
  readonly waitsFor: string | null;
  readonly body: StartBody;
  readonly approvedBy: string | null;
  /** The run that this one follows in a series. */
  readonly follows?: string;
}

/** Writes a plan that has not begun, with its timeline: a draft while it waits for somebody, else scheduled. Returns its id. */
export async function planAhead(client: Queryable, ports: ExperimentPorts, ahead: Ahead): Promise<string> {
  const { prepared, path, by, when, waitsFor, approvedBy, id = newExperimentId() } = ahead;
  const { scenario, version } = prepared;
  const state = stateOf(when, waitsFor);
  const plan = planOf(ports, prepared, path);
  await insertPlanned(client, {
    ...{ id, scenario: scenario.name, scenarioVersion: version, path: path.name, plan, state, approvedBy },
    ...{ armSalt: randomHex(8), unitKey: randomHex(16), actor: by.name, role: by.role },
    ...{ dueAt: when?.dueAt ?? null, repeats: repeatsOf(ahead) },
  });
  const follows = ahead.follows ? `, as the next run after ${ahead.follows}` : '';
  const actor = ahead.follows ? 'hormesis' : by.name;
  const made = `${by.name} created this experiment from ${scenario.name}, version ${version}${follows}.`;
  await addEvent(client, id, 'created', actor, made, { plan });
  const kind = state.name === 'draft' ? 'drafted' : 'scheduled';
  await addEvent(client, id, kind, actor, aheadText(state));
  await writeAudit(client, actor, `experiment_${kind}`, id, { scenario: scenario.name, startsAt: state.startsAt });
  return id;
}

function stateOf(when: When | null, waitsFor: string | null): Extract<State, { name: 'draft' | 'scheduled' }> {
  const startsAt = when?.dueAt.toISOString() ?? null;
  if (waitsFor === null && startsAt !== null) return { name: 'scheduled', startsAt };
  return { name: 'draft', startsAt, reason: waitsFor ?? '' };
}

function repeatsOf({ when, body: { startsAt: _once, ...body } }: Ahead): Experiment['repeats'] {
  return when?.repeat ? { ...when.repeat, body } : null;
}

function aheadText(state: Extract<State, { name: 'draft' | 'scheduled' }>): string {
  const at = state.startsAt === null ? '' : ` for ${state.startsAt}`;
  if (state.name === 'scheduled') return `Scheduled${at}; all limits are asked again then.`;
  return `Drafted${at}; it waits for another person's approval: ${state.reason}.`;
}

import { type Limits, type LimitsView, limits, type Window, type WindowState } from '@hormesis/contract/limits.ts';
import type { Problem } from '@hormesis/contract/scenario.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { holidaysOf, NO_HOLIDAYS, unknownPlace } from '../../platform/holidays.ts';
import { nextRevision } from '../../platform/revision.ts';
import { invalidDocument, parseYamlDocuments } from '../../platform/yaml-documents.ts';
import { databaseNowMs, knownPaths, readStoredLimits, type StoredLimits, writeLimits } from './limits-queries.ts';
import { type Closed, closedAt } from './window.ts';

/** The limits at one moment, with the calendars they need. */
export interface LimitsNow {
  readonly limits: Limits;
  /** The database's clock, milliseconds since 1970. */
  readonly nowMs: number;
  /** Why live traffic of `path` may not be failed at `atMs`, or null. */
  closed(path: string, atMs: number): Closed | null;
}

/** Reads the limits, in the caller's transaction where there is one. */
export async function readLimits(client: Queryable): Promise<LimitsNow> {
  const [stored, nowMs] = await Promise.all([readStoredLimits(client), databaseNowMs(client)]);
  const everywhere = stored.limits.window ? [await judgeOf(stored.limits.window)] : [];
  const judges = new Map<string, readonly Judge[]>();
  for (const { path, window } of stored.limits.paths) judges.set(path, [...everywhere, await judgeOf(window)]);
  return {
    limits: stored.limits,
    nowMs,
    closed: (path, atMs) => firstClosed(judges.get(path) ?? everywhere, atMs),
  };
}

/** Two windows that never meet open in turns for ever. */
const MOST_OPENINGS = 400;

type Judge = (atMs: number) => Closed | null;

async function judgeOf(window: Window): Promise<Judge> {
  const holidays = window.holidays ? await holidaysOf(window.holidays) : NO_HOLIDAYS;
  return (atMs) => closedAt(window, holidays, atMs);
}

/** All windows must be open: told are why the first one is not, and when all of them are. */
function firstClosed(judges: readonly Judge[], atMs: number): Closed | null {
  const closed = anyClosed(judges, atMs);
  if (!closed) return null;
  let opensAtMs = closed.opensAtMs;
  for (let looks = 0; opensAtMs !== null; looks += 1) {
    const still = anyClosed(judges, opensAtMs);
    if (!still) break;
    opensAtMs = looks < MOST_OPENINGS ? still.opensAtMs : null;
  }
  return { reason: closed.reason, opensAtMs };
}

function anyClosed(judges: readonly Judge[], atMs: number): Closed | null {
  return judges.map((judge) => judge(atMs)).find((closed) => closed !== null) ?? null;
}

/** The limits as people see them. */
export async function viewLimits(client: Queryable): Promise<LimitsView> {
  const stored = await readStoredLimits(client);
  const now = await readLimits(client);
  const paths = [null, ...stored.limits.paths.map(({ path }) => path)];
  return {
    version: stored.version,
    limits: stored.limits,
    updatedBy: stored.updatedBy,
    updatedAt: stored.updatedAt.toISOString(),
    windows: paths.map((path) => windowState(path, now.closed(path ?? '', now.nowMs))),
  };
}

function windowState(path: string | null, closed: Closed | null): WindowState {
  const opensAtMs = closed?.opensAtMs ?? null;
  return {
    path,
    open: closed === null,
    reason: closed?.reason ?? '',
    opensAt: opensAtMs === null ? null : new Date(opensAtMs).toISOString(),
  };
}

/**
 * Replaces the limits by the one document of a YAML text; `edited` is the version that was changed, null for any.
 * @throws ApiError invalid_document with all problems, changed_meanwhile; nothing is changed then.
 */
export async function setLimits(database: Database, yaml: string, by: string, edited: number | null): Promise<void> {
  const { documents, problems } = parseYamlDocuments(yaml, limits);
  const [first, ...more] = documents;
  if (problems.length > 0 || !first) throw invalidDocument(problems);
  if (more.length > 0) throw invalidDocument([problem('(whole)', 'must hold one document with all limits')]);
  const next = first.document;
  await database.transaction(async (client) => {
    await nextRevision(client);
    const wrong = [...(await unknownPathProblems(client, next)), ...(await holidayProblems(next))];
    if (wrong.length > 0) throw invalidDocument(wrong);
    const before = await readStoredLimits(client);
    if (edited !== null && edited !== before.version) throw changedMeanwhile(edited, before);
    const version = await writeLimits(client, next, by);
    await writeAudit(client, by, 'limits_set', 'limits', { version, before: before.limits, after: next });
  });
}

function changedMeanwhile(edited: number, { version, updatedBy, updatedAt }: StoredLimits): ApiError {
  const saved = `${updatedBy} saved version ${version} at ${updatedAt.toISOString()}`;
  return new ApiError(
    'changed_meanwhile',
    `you changed version ${edited} of the limits, and ${saved}; nothing was saved`,
  );
}

/** A misspelled path would be a window that holds nothing back. */
async function unknownPathProblems(client: Queryable, { paths }: Limits): Promise<Problem[]> {
  const known = await knownPaths(
    client,
    paths.map(({ path }) => path),
  );
  return paths.flatMap(({ path }, index) =>
    known.includes(path) ? [] : [problem(`paths.${index}.path`, `there is no critical path ${JSON.stringify(path)}`)],
  );
}

async function holidayProblems(next: Limits): Promise<Problem[]> {
  const windows = [
    { field: 'window', window: next.window },
    ...next.paths.map(({ window }, index) => ({ field: `paths.${index}.window`, window })),
  ];
  const problems: Problem[] = [];
  for (const { field, window } of windows) {
    const wrong = window?.holidays ? await unknownPlace(window.holidays) : null;
    if (wrong) problems.push(problem(`${field}.holidays.${wrong.field}`, wrong.message));
  }
  return problems;
}

function problem(field: string, message: string): Problem {
  return { document: 0, line: null, field, message };
}

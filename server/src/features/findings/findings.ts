import {
  type FindingState,
  type FindingStateName,
  type FindingSummary,
  type FindingView,
  MAX_ACCEPTED_DAYS,
} from '@hormesis/contract/finding.ts';
import { callGroupsOverlap } from '@hormesis/core/call-group.ts';
import { ApiError } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import { randomId } from '../../platform/chance.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { listUnreckoned, listUnreckonedFailures, takeUnreckoned } from './ended-queries.ts';
import { type Finding, isBlocking } from './finding.ts';
import {
  addFindingEvent,
  databaseMs,
  findFinding,
  findingsOf,
  insertFinding,
  readHistory,
  writeFindingState,
  writeFoundAgain,
  writeOwner,
} from './finding-queries.ts';
import { type Change, type EndedRun, evidenceOf, reckon } from './reckon.ts';

const DAY_MS = 86_400_000;

/**
 * Turns verdicts that no finding has heard of into findings. Any replica may; each verdict counts once. One that cannot be
 * is left for the next time, told to `failed`, and keeps no other waiting.
 */
export async function settle(database: Database, failed: (experiment: string, error: Error) => void): Promise<void> {
  for (const id of await listUnreckoned(database)) {
    await settleOne(database, id).catch((error: Error) => failed(id, error));
  }
}

function settleOne(database: Database, id: string): Promise<void> {
  return database.transaction(async (client) => {
    const run = await takeUnreckoned(client, id);
    if (!run) return;
    const known = await findingsOf(client, run.scenario, true);
    for (const change of reckon(run, known, await databaseMs(client))) await write(client, run, change);
  });
}

async function write(client: Queryable, run: EndedRun, change: Change): Promise<void> {
  const { experiment, title, hypothesis, endedAt: at } = run;
  const open: FindingState = { name: 'open', since: at };
  switch (change.action) {
    case 'open': {
      const id = `f${randomId(7)}`;
      await insertFinding(client, {
        ...{ id, scenario: run.scenario, path: run.path, callGroup: change.group.callGroup, title, hypothesis },
        ...{ owner: run.owner, state: open, foundAt: at, lastFoundAt: at, timesFound: 1 },
        evidence: evidenceOf(run, change.group),
      });
      return addFindingEvent(client, id, 'hormesis', change.text, experiment);
    }
    case 'found_again':
      await writeFoundAgain(client, change.finding, { title, hypothesis, at, evidence: evidenceOf(run, change.group) });
      if (change.reopens) await writeFindingState(client, change.finding.id, open);
      return addFindingEvent(client, change.finding.id, 'hormesis', change.text, experiment);
    case 'verify':
      await writeFindingState(client, change.finding.id, { name: 'verified', at, experiment });
      return addFindingEvent(client, change.finding.id, 'hormesis', change.text, experiment);
    case 'note':
      return addFindingEvent(client, change.finding.id, 'hormesis', change.text, experiment);
  }
}

/** Why `scenario` may not run on live traffic on these call groups: its open findings, and accepted ones whose day is over. */
export async function blockingFindings(
  client: Queryable,
  scenario: string,
  callGroups: readonly string[],
): Promise<{ id: string; callGroup: string; title: string; experiment: string }[]> {
  const concerns = (callGroup: string) =>
    callGroups.some((each) => each === callGroup || callGroupsOverlap(each, callGroup));
  const [known, nowMs, unwritten] = [
    await findingsOf(client, scenario),
    await databaseMs(client),
    await listUnreckonedFailures(client, scenario),
  ];
  return [
    ...known
      .filter(({ callGroup, state }) => concerns(callGroup) && isBlocking(state, nowMs))
      .map(({ id, callGroup, title, evidence }) => ({ id, callGroup, title, experiment: evidence.experiment })),
    ...unwritten.flatMap(({ experiment, callGroups: failed, title }) =>
      failed.filter(concerns).map((callGroup) => ({ id: '(being written)', callGroup, title, experiment })),
    ),
  ];
}

/** Somebody says that it is mended. */
export function fix(database: Database, id: string, actor: string, note: string): Promise<void> {
  return change(database, id, { from: ['open', 'accepted'], act: 'fixed', actor }, (at) => ({
    state: { name: 'fixed', at, by: actor, note },
    text: `${actor} marked it as fixed: ${note}`,
  }));
}

/**
 * Somebody lives with it until a day.
 * @throws ApiError bad_request when the day is over or further away than a year.
 */
export function accept(database: Database, id: string, actor: string, reason: string, until: string): Promise<void> {
  return change(database, id, { from: ['open', 'fixed', 'accepted'], act: 'accepted', actor }, (at) => {
    const days = (Date.parse(until) - Date.parse(at)) / DAY_MS;
    if (days <= 0 || days > MAX_ACCEPTED_DAYS)
      throw new ApiError(
        'bad_request',
        `until: must be later than now and at most ${MAX_ACCEPTED_DAYS} days away, got ${until} (now ${at})`,
      );
    return {
      state: { name: 'accepted', at, by: actor, reason, until },
      text: `${actor} accepted it until ${until.slice(0, 10)}: ${reason}`,
    };
  });
}

/** It is open after all. */
export function reopen(database: Database, id: string, actor: string, reason: string): Promise<void> {
  return change(database, id, { from: ['fixed', 'accepted', 'verified'], act: 'reopened', actor }, (at) => ({
    state: { name: 'open', since: at },
    text: `${actor} opened it again: ${reason}`,
  }));
}

/** Gives it to somebody to mend; an empty name gives it back. */
export function assign(database: Database, id: string, actor: string, owner: string): Promise<void> {
  return database.transaction(async (client) => {
    const finding = await known(client, id, true);
    if (finding.owner === owner) return;
    await writeOwner(client, id, owner);
    await addFindingEvent(client, id, actor, owner ? `${actor} gave it to ${owner}.` : `${actor} took the owner away.`);
    await writeAudit(client, actor, 'finding_assigned', id, { owner });
  });
}

/** A finding with its history. */
export async function viewFinding(client: Queryable, id: string): Promise<FindingView> {
  const finding = await known(client, id);
  return { ...summaryOf(finding, await databaseMs(client)), history: await readHistory(client, id) };
}

/** A finding as lists show it, at the database's time `nowMs`. */
export function summaryOf(finding: Finding, nowMs: number): FindingSummary {
  return { ...finding, blocking: isBlocking(finding.state, nowMs) };
}

async function known(client: Queryable, id: string, lock = false): Promise<Finding> {
  const finding = await findFinding(client, id, lock);
  if (finding) return finding;
  throw new ApiError('not_found', `there is no finding ${JSON.stringify(id)}; \`hormesis findings\` names them all`);
}

function change(
  database: Database,
  id: string,
  { from, act, actor }: { from: readonly FindingStateName[]; act: string; actor: string },
  next: (at: string) => { state: FindingState; text: string },
): Promise<void> {
  return database.transaction(async (client) => {
    const finding = await known(client, id, true);
    if (!from.includes(finding.state.name))
      throw new ApiError(
        'wrong_state',
        `finding ${id} is ${finding.state.name}; this needs it to be ${from.join(' or ')}`,
      );
    const { state, text } = next(new Date(await databaseMs(client)).toISOString());
    await writeFindingState(client, id, state);
    await addFindingEvent(client, id, actor, text);
    await writeAudit(client, actor, `finding_${act}`, id, { text });
  });
}

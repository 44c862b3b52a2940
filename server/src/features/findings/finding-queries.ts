import type { FindingEvent, FindingEvidence, FindingState, FindingStateName } from '@hormesis/contract/finding.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Finding } from './finding.ts';

interface FindingRow {
  finding_id: string;
  scenario_name: string;
  call_group: string;
  path_name: string;
  title: string;
  hypothesis: string;
  owner: string;
  state: FindingStateName;
  state_data: Record<string, unknown>;
  found_at: Date;
  last_found_at: Date;
  times_found: number;
  evidence: FindingEvidence;
}

const COLUMNS = `finding_id, scenario_name, call_group, path_name, title, hypothesis, owner, state, state_data, found_at, last_found_at,
  times_found, evidence`;

function toFinding(row: FindingRow): Finding {
  return {
    id: row.finding_id,
    scenario: row.scenario_name,
    path: row.path_name,
    callGroup: row.call_group,
    title: row.title,
    hypothesis: row.hypothesis,
    owner: row.owner,
    // The state and what it carries are written together, by this feature alone.
    state: { name: row.state, ...row.state_data } as FindingState,
    foundAt: row.found_at.toISOString(),
    lastFoundAt: row.last_found_at.toISOString(),
    timesFound: row.times_found,
    evidence: row.evidence,
  };
}

/** The database's time, milliseconds since 1970. */
export async function databaseMs(client: Queryable): Promise<number> {
  const result = await client.query<{ ms: number }>(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as ms',
  );
  return result.rows[0]?.ms ?? 0;
}

/** Findings, those that stand in the way first, then the last found. At most `limit`. */
export async function listFindings(client: Queryable, limit: number): Promise<Finding[]> {
  const result = await client.query<FindingRow>(
    `select ${COLUMNS} from hormesis.findings
      order by (state = 'open' or (state = 'accepted' and (state_data->>'until')::timestamptz <= clock_timestamp())) desc, last_found_at desc limit $1`,
    [limit],
  );
  return result.rows.map(toFinding);
}

/** How many stand in the way of a run, and the newest line of all histories: whoever shows findings reads them again when it grows. */
export async function countFindings(client: Queryable): Promise<{ blocking: number; lastEvent: number }> {
  const result = await client.query<{ blocking: number; last_event: number }>(
    `select (select count(*) from hormesis.findings
              where state = 'open' or (state = 'accepted' and (state_data->>'until')::timestamptz <= clock_timestamp())) as blocking,
            (select coalesce(max(event_id), 0) from hormesis.finding_events) as last_event`,
  );
  return { blocking: result.rows[0]?.blocking ?? 0, lastEvent: result.rows[0]?.last_event ?? 0 };
}

/** The findings of one scenario; `lock` keeps them as they are until the transaction ends. */
export async function findingsOf(client: Queryable, scenario: string, lock = false): Promise<Finding[]> {
  const result = await client.query<FindingRow>(
    `select ${COLUMNS} from hormesis.findings where scenario_name = $1 order by finding_id ${lock ? 'for update' : ''}`,
    [scenario],
  );
  return result.rows.map(toFinding);
}

/** One finding, or null. */
export async function findFinding(client: Queryable, id: string, lock = false): Promise<Finding | null> {
  const result = await client.query<FindingRow>(
    `select ${COLUMNS} from hormesis.findings where finding_id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  const row = result.rows[0];
  return row ? toFinding(row) : null;
}

/** What happened to a finding, oldest first. */
export async function readHistory(client: Queryable, id: string): Promise<FindingEvent[]> {
  const result = await client.query<{
    event_id: number;
    happened_at: Date;
    actor: string;
    text: string;
    experiment_id: string | null;
  }>(
    'select event_id, happened_at, actor, text, experiment_id from hormesis.finding_events where finding_id = $1 order by event_id',
    [id],
  );
  return result.rows.map((row) => ({
    id: row.event_id,
    at: row.happened_at.toISOString(),
    actor: row.actor,
    text: row.text,
    experiment: row.experiment_id,
  }));
}

export async function insertFinding(client: Queryable, finding: Finding): Promise<void> {
  const { name, ...carried } = finding.state;
  await client.query(
    `insert into hormesis.findings (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      finding.id,
      finding.scenario,
      finding.callGroup,
      finding.path,
      finding.title,
      finding.hypothesis,
      finding.owner,
      name,
      carried,
      finding.foundAt,
      finding.lastFoundAt,
      finding.timesFound,
      finding.evidence,
    ],
  );
}

/** Writes that it was found once more; its state is another matter. */
export async function writeFoundAgain(
  client: Queryable,
  { id }: Finding,
  found: { title: string; hypothesis: string; at: string; evidence: FindingEvidence },
): Promise<void> {
  await client.query(
    `update hormesis.findings set title = $2, hypothesis = $3, last_found_at = $4, evidence = $5, times_found = times_found + 1 where finding_id = $1`,
    [id, found.title, found.hypothesis, found.at, found.evidence],
  );
}

export async function writeFindingState(client: Queryable, id: string, state: FindingState): Promise<void> {
  const { name, ...carried } = state;
  await client.query('update hormesis.findings set state = $2, state_data = $3 where finding_id = $1', [
    id,
    name,
    carried,
  ]);
}

export async function writeOwner(client: Queryable, id: string, owner: string): Promise<void> {
  await client.query('update hormesis.findings set owner = $2 where finding_id = $1', [id, owner]);
}

/** Adds a line to a finding's history. */
export async function addFindingEvent(
  client: Queryable,
  id: string,
  actor: string,
  text: string,
  experiment: string | null = null,
): Promise<void> {
  await client.query(
    'insert into hormesis.finding_events (finding_id, actor, text, experiment_id) values ($1, $2, $3, $4)',
    [id, actor, text, experiment],
  );
}

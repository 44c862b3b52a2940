import type { Queryable } from '../../platform/database.ts';

/** What became of the kill of a stage: recorded as a termination, or refused. */
export interface TerminationStep {
  readonly stage: number;
  readonly termination: string | null;
  readonly refused: string | null;
}

/** The kills of an experiment that have begun or were refused. */
export async function listTerminationSteps(client: Queryable, id: string): Promise<TerminationStep[]> {
  const result = await client.query<{ stage: number; termination_id: string | null; refused: string | null }>(
    'select stage, termination_id, refused from hormesis.experiment_terminations where experiment_id = $1 order by stage',
    [id],
  );
  return result.rows.map(({ stage, termination_id, refused }) => ({ stage, termination: termination_id, refused }));
}

/** Keeps an experiment as it is until the transaction ends; false unless it runs, in this stage. */
export async function lockStage(client: Queryable, id: string, stage: number): Promise<boolean> {
  const result = await client.query(
    `select 1 from hormesis.experiments where experiment_id = $1 and stage = $2 and state = 'running' for update`,
    [id, stage],
  );
  return result.rows.length === 1;
}

/** Writes what became of a stage's kill; false when it has one already. */
export async function insertTerminationStep(
  client: Queryable,
  id: string,
  { stage, termination, refused }: TerminationStep,
): Promise<boolean> {
  const result = await client.query(
    `insert into hormesis.experiment_terminations (experiment_id, stage, termination_id, refused) values ($1, $2, $3, $4)
     on conflict do nothing returning 1`,
    [id, stage, termination, refused],
  );
  return result.rows.length === 1;
}

/** True while the experiment runs: its kills may go on. */
export async function isRunning(client: Queryable, id: string): Promise<boolean> {
  const result = await client.query(
    "select 1 from hormesis.experiments where experiment_id = $1 and state = 'running'",
    [id],
  );
  return result.rows.length === 1;
}

import type { Queryable } from '../../platform/database.ts';
import { notify } from '../../platform/notifications.ts';
import type { AgentName } from './confirmations.ts';

interface Told {
  readonly clear: readonly string[];
  readonly waiting: readonly AgentName[];
}

/** Writes what the agents of the process `boot` have confirmed of a halt so far, and tells whoever asked. */
export async function writeAnswer(client: Queryable, halt: string, boot: string, told: Told): Promise<void> {
  await client.query(
    `insert into hormesis.halt_answers (halt, boot, clear, waiting) values ($1, $2, $3, $4)
     on conflict (halt, boot) do update set clear = excluded.clear, waiting = excluded.waiting, written_at = clock_timestamp()`,
    [halt, boot, JSON.stringify(told.clear), JSON.stringify(told.waiting)],
  );
  await notify(client, { kind: 'halt_answer', halt });
}

/** What other replicas wrote of a halt. */
export async function readAnswers(client: Queryable, halt: string): Promise<(Told & { readonly boot: string })[]> {
  const result = await client.query<{ boot: string; clear: string[]; waiting: AgentName[] }>(
    'select boot, clear, waiting from hormesis.halt_answers where halt = $1',
    [halt],
  );
  return result.rows;
}

/** Removes answers that nobody waits for any more. */
export async function pruneAnswers(client: Queryable): Promise<void> {
  await client.query(`delete from hormesis.halt_answers where written_at < clock_timestamp() - interval '10 minutes'`);
}

import type { Queryable } from './database.ts';
import { notify } from './notifications.ts';

/**
 * Begins a change of what agents do: takes the next ruleset revision and with it the lock that puts such changes in one
 * order. Other replicas hear of it when the transaction commits.
 */
export async function nextRevision(client: Queryable): Promise<number> {
  const [result] = await Promise.all([
    client.query<{ value: number }>('update hormesis.ruleset_revision set value = value + 1 returning value'),
    notify(client, { kind: 'changed' }),
  ]);
  const value = result.rows[0]?.value;
  if (value === undefined) throw new Error('hormesis.ruleset_revision is empty');
  return value;
}

import type { Queryable } from '../../platform/database.ts';

/** A termination that is going on, in the hands of one replica. */
export interface Watch {
  readonly termination: string;
  /** When the last member was asked for; null while that is still going on, or its replica died over it. */
  readonly struckAt: Date | null;
  readonly recoverUntil: Date;
}

/** The replica that recorded it goes on with it, `leaseMs` before the others may. */
export async function insertWatch(
  client: Queryable,
  {
    termination,
    boot,
    leaseMs,
    recoverUntilMs,
  }: { termination: string; boot: string; leaseMs: number; recoverUntilMs: number },
): Promise<void> {
  await client.query(
    `insert into hormesis.termination_watches (termination_id, claimed_by, claimed_until, recover_until)
     values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond', $4)`,
    [termination, boot, leaseMs, new Date(recoverUntilMs)],
  );
}

/** Stays in the hands of `boot`; false when another replica has it by now. */
export async function keepWatch(
  client: Queryable,
  termination: string,
  boot: string,
  leaseMs: number,
): Promise<boolean> {
  const result = await client.query(
    `update hormesis.termination_watches set claimed_until = clock_timestamp() + $3 * interval '1 millisecond'
      where termination_id = $1 and claimed_by = $2 returning 1`,
    [termination, boot, leaseMs],
  );
  return result.rows.length > 0;
}

/** All members have been asked for, and the group is watched from now on; false when another replica has it. */
export async function writeStruck(
  client: Queryable,
  {
    termination,
    boot,
    atMs,
    recoverUntilMs,
  }: { termination: string; boot: string; atMs: number; recoverUntilMs: number },
): Promise<boolean> {
  const result = await client.query(
    `update hormesis.termination_watches set struck_at = $3, recover_until = $4, claimed_until = clock_timestamp()
      where termination_id = $1 and claimed_by = $2 returning 1`,
    [termination, boot, new Date(atMs), new Date(recoverUntilMs)],
  );
  return result.rows.length > 0;
}

/** Takes what nobody works on, and keeps what is already in the hands of `boot`, for `leaseMs`; at most `most`. */
export async function claimWatches(
  client: Queryable,
  { boot, leaseMs, most }: { boot: string; leaseMs: number; most: number },
): Promise<Watch[]> {
  const result = await client.query<{ termination_id: string; struck_at: Date | null; recover_until: Date }>(
    `update hormesis.termination_watches w set claimed_by = $1, claimed_until = clock_timestamp() + $2 * interval '1 millisecond'
       from (select termination_id from hormesis.termination_watches where claimed_until <= clock_timestamp()
              order by claimed_until limit $3 for update skip locked) free
      where w.termination_id = free.termination_id
      returning w.termination_id, w.struck_at, w.recover_until`,
    [boot, leaseMs, most],
  );
  return result.rows.map((row) => ({
    termination: row.termination_id,
    struckAt: row.struck_at,
    recoverUntil: row.recover_until,
  }));
}

/** It is over; false when another replica ended it. */
export async function endWatch(client: Queryable, termination: string, boot: string): Promise<boolean> {
  const result = await client.query(
    'delete from hormesis.termination_watches where termination_id = $1 and claimed_by = $2 returning 1',
    [termination, boot],
  );
  return result.rows.length > 0;
}

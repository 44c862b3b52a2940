import type { UnitSource } from '@hormesis/contract/critical-path.ts';
import type { BroughtLoad } from '@hormesis/contract/load.ts';
import type { Queryable } from '../../platform/database.ts';

interface LoadRow {
  readonly experiment: string;
  readonly bring: BroughtLoad;
  readonly unit: UnitSource;
}

/** Load that running experiments bring which `boot` watches now. */
export async function readBrought(client: Queryable, boot: string): Promise<LoadRow[]> {
  const result = await client.query<LoadRow>(
    `select experiment_id as experiment, plan->'load'->'bring' as bring, spec->'unit' as unit
       from hormesis.experiments join hormesis.critical_paths using (path_name)
      where state = 'running' and controller = $1 and controller_until > clock_timestamp() and plan->'load' ? 'bring'`,
    [boot],
  );
  return result.rows;
}

import type { CallColumns, Report } from '@hormesis/contract/agent-link.ts';

/** The columns that are told only where there is anything in them. */
const RARER = ['failures', 'injected', 'skipped', 'visible', 'opened', 'rejected', 'timedOut', 'fallbacks'] as const;

/** Calls of one call group in one arm; a count that is left out is zero. */
export interface CallSum
  extends Pick<CallColumns, 'experiment' | 'arm' | 'stage'>,
    Partial<Record<(typeof RARER)[number], number>> {
  readonly callGroup: string;
  calls: number;
  /** Left out: each injected call is a request. */
  injectedRequests?: number;
  /** Injected calls by what hid their failure. */
  absorbed?: Record<string, number>;
}

/**
 * Sums as a report tells them: each call group's name once, and then numbers, a column for each count of an arm. Most counts
 * of most sums are zero, and a column of zeros is left out.
 */
export function columnsOf(sums: readonly CallSum[]): Pick<Report, 'callGroups' | 'calls'> {
  const places = new Map<string, number>();
  const arms = new Map<string, CallSum[]>();
  for (const sum of sums) {
    const { callGroup, experiment, arm, stage } = sum;
    if (!places.has(callGroup)) places.set(callGroup, places.size);
    const key = `${experiment}\n${arm}\n${stage}`;
    const known = arms.get(key);
    if (known) known.push(sum);
    else arms.set(key, [sum]);
  }
  return { callGroups: [...places.keys()], calls: [...arms.values()].map((of) => columnsOfArm(of, places)) };
}

function columnsOfArm(sums: readonly CallSum[], places: ReadonlyMap<string, number>): CallColumns {
  const { experiment = null, arm = null, stage = null } = sums[0] ?? {};
  const columns: CallColumns = {
    ...{ experiment, arm, stage },
    groups: sums.map(({ callGroup }) => places.get(callGroup) ?? 0),
    calls: sums.map(({ calls }) => calls),
  };
  for (const name of RARER) {
    if (sums.some((sum) => (sum[name] ?? 0) !== 0)) columns[name] = sums.map((sum) => sum[name] ?? 0);
  }
  // Left out beside injected calls it would be taken for one that is not told.
  if (sums.some(({ injected = 0, injectedRequests }) => injected > 0 && injectedRequests !== undefined))
    columns.injectedRequests = sums.map(({ injected = 0, injectedRequests = injected }) => injectedRequests);
  const absorbers = new Set(sums.flatMap(({ absorbed = {} }) => Object.keys(absorbed)));
  for (const by of absorbers)
    columns.absorbed = { ...columns.absorbed, [by]: sums.map(({ absorbed }) => absorbed?.[by] ?? 0) };
  return columns;
}

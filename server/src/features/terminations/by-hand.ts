import type { ErrorCode, Refusal } from '@hormesis/contract/errors.ts';
import type {
  GateDecision,
  TerminateBody,
  TerminationFinding,
  TerminationView,
} from '@hormesis/contract/terminations.ts';
import { ApiError, refused } from '../../platform/api-error.ts';
import { writeAudit } from '../../platform/audit-log.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { once } from '../../platform/once.ts';
import { findFinding, writeResolved } from './finding-queries.ts';
import type { Amount } from './gates.ts';
import { findPlan, type Plan, writePlanState } from './plan-queries.ts';
import type { Terminating } from './ports.ts';
import { type StrikeRequest, strike } from './strike.ts';
import { eventsOf, findTermination } from './termination-queries.ts';
import { terminationView } from './views.ts';

/** So long the answer waits for the platforms, milliseconds; what goes on after it is told when it is asked for. */
const ANSWER_MS = 20_000;

/**
 * Somebody kills now, or tries how it would be. All gates are those of a planned kill.
 * @throws ApiError confirmation_missing, not_found, or what the gates refuse; nobody dies then.
 */
export async function terminate(
  on: Terminating,
  body: TerminateBody,
  by: string,
  /** The game day whose step it is, and what is written with it. */
  step: Pick<StrikeRequest, 'gameDay' | 'recorded'> = {},
): Promise<TerminationView> {
  if (!body.leashed && body.confirm !== body.group)
    throw new ApiError(
      'confirmation_missing',
      `confirm: must be the group's key, ${body.group}, typed once more; nothing was killed`,
    );
  const done = await strike(on, {
    ...{ group: body.group, by, leashed: body.leashed, amount: amountOf(body), oneAtATime: body.oneAtATime },
    ...{ plan: null, pods: body.pods, gracePeriodSeconds: body.gracePeriodSeconds, ...step },
  });
  switch (done.kind) {
    case 'no_such_group': {
      const unseen = done.problems.length > 0 ? `; not looked at: ${done.problems.join('; ')}` : '';
      throw new ApiError('not_found', `there is no group ${JSON.stringify(body.group)}${unseen}`);
    }
    case 'refused':
      throw refusedBy(done.gates);
    case 'begun':
      await Promise.race([done.over, on.pause(ANSWER_MS)]);
      return viewTermination(on.database, done.termination.id);
  }
}

function amountOf({ count, sharePpm, zone }: TerminateBody): Amount {
  if (zone !== undefined) return { kind: 'zone', zone };
  return sharePpm === undefined ? { kind: 'count', count: count ?? 1 } : { kind: 'share', sharePpm };
}

function refusedBy(gates: readonly GateDecision[]): ApiError {
  const [first, ...more] = gates
    .filter(({ passed }) => !passed)
    .map(({ gate, reason }): Refusal & { code: ErrorCode } => ({
      code: gate === 'hold' ? 'hold_switch_set' : 'termination_refused',
      message: `${gate.replace('_', ' ')}: ${reason}`,
    }));
  if (!first) throw new Error('refused by no gate');
  return refused([first, ...more]);
}

/** One termination with what became of it. @throws ApiError not_found */
export async function viewTermination(database: Database, id: string): Promise<TerminationView> {
  const made = await findTermination(database, id);
  if (!made) throw new ApiError('not_found', `there is no termination ${JSON.stringify(id)}`);
  return terminationView(made, await eventsOf(database, [id]));
}

/** Somebody cancels one planned kill. @throws ApiError not_found, wrong_state */
export function cancelPlan(on: Terminating, id: string, by: string, reason: string): Promise<Plan> {
  return on.database.transaction(async (client) => {
    await once(client, 'cancel_termination', async () => {
      const plan = await knownPlan(client, id);
      const at = new Date(await on.nowMs(client)).toISOString();
      if (!(await writePlanState(client, id, { name: 'cancelled', at, by, reason })))
        throw new ApiError('wrong_state', `planned termination ${id} is ${plan.state.name} already`);
      await writeAudit(client, by, 'termination_cancelled', plan.group, { plan: id, reason });
      return null;
    });
    return knownPlan(client, id);
  });
}

async function knownPlan(client: Queryable, id: string): Promise<Plan> {
  const plan = await findPlan(client, id);
  if (!plan) throw new ApiError('not_found', `there is no planned termination ${JSON.stringify(id)}`);
  return plan;
}

/** Somebody says what came of a group that was not whole again. @throws ApiError not_found, wrong_state */
export function resolveFinding(database: Database, id: string, by: string, note: string): Promise<TerminationFinding> {
  return database.transaction(async (client) => {
    await once(client, 'resolve_termination_finding', async () => {
      const { group, resolved } = await knownFinding(client, id);
      if (!(await writeResolved(client, id, by, note)))
        throw new ApiError('wrong_state', `finding ${id} was resolved by ${resolved?.by} already`);
      await writeAudit(client, by, 'termination_finding_resolved', group, { finding: id, note });
      return null;
    });
    return knownFinding(client, id);
  });
}

async function knownFinding(client: Queryable, id: string): Promise<TerminationFinding> {
  const finding = await findFinding(client, id);
  if (!finding) throw new ApiError('not_found', `there is no finding ${JSON.stringify(id)} of a termination`);
  return finding;
}

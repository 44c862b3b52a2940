import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { LOOSEST_ALONE, type RampPlan } from '@hormesis/contract/ramp.ts';
import type { Candidate, LimitRefusal, World } from './limits.ts';
import { percent } from './sentences.ts';

/** The largest share a ramp comes to, parts per million. */
export function maxPpmOf(ramp: RampPlan): number {
  return Math.max(0, ...ramp.stages.map((stage) => stage.trafficPpm));
}

/** Too much of one path, too much of a region. An approval of the path lifts both for its experiments, one of the plan does too. */
export function shareRefusals(candidate: Candidate, path: CriticalPath, world: World): LimitRefusal[] {
  if (path.approval || candidate.approved) return [];
  return [...pathRefusals(candidate, path, world), ...regionRefusals(candidate, path, world)];
}

function pathRefusals({ ramp }: Candidate, path: CriticalPath, { running }: World): LimitRefusal[] {
  const wanted = maxPpmOf(ramp);
  const others = sharesOf(running.filter((each) => each.path === path.name));
  if (wanted + others <= path.maxTreatmentPpm) return [];
  const allowed = `the ${percent(path.maxTreatmentPpm)} that ${path.name} allows without approval`;
  return [{ code: 'share_above_limit', message: `${asked(wanted, others)} is above ${allowed}` }];
}

/**
 * The same user walks many paths, so shares of all paths that begin in a region add up: no more of its users than the sum
 * can be touched. Traffic of a sandbox belongs to nobody and does not count. Agents that name no region are in one together.
 */
function regionRefusals({ ramp }: Candidate, path: CriticalPath, world: World): LimitRefusal[] {
  const wanted = maxPpmOf(ramp);
  const own = path.entries.map(({ service }) => service);
  return regionsOf(own, world).flatMap((region): LimitRefusal[] => {
    const { maxPpm, approved } = regionLimit(region, world);
    const others = sharesOf(
      world.running.filter((each) => !each.sandbox && mayTouch(each.entryServices, region, world)),
    );
    if (approved || wanted + others <= maxPpm) return [];
    const where = region === null ? 'where agents name no region' : `in the region ${region}`;
    const message = `${asked(wanted, others)} is above the ${percent(maxPpm)} that the limits allow ${where} over all paths without approval`;
    return [{ code: 'region_above_limit', message }];
  });
}

/** Where a candidate begins: where its agents are, or were when a service has none connected now. */
export function regionsOf(
  services: readonly string[],
  { agents, lastSeen }: Pick<World, 'agents' | 'lastSeen'>,
): (string | null)[] {
  const regions = services.flatMap((service) => {
    const connected = agents.filter((each) => each.service === service);
    return connected.length > 0 ? connected : lastSeen.filter((each) => each.service === service);
  });
  return [...new Set(regions.map(({ region }) => region))];
}

/**
 * Whether what runs at these entries may touch people of `region`. Agents that are away come back and fail calls again, so
 * the regions they were last seen in count; a service of which nobody knows any is taken to be in all of them.
 */
function mayTouch(services: readonly string[], region: string | null, { agents, lastSeen }: World): boolean {
  return services.some((service) => {
    const known = [...agents, ...lastSeen].filter((each) => each.service === service);
    return known.length === 0 || known.some((each) => each.region === region);
  });
}

function regionLimit(region: string | null, { now }: World): { maxPpm: number; approved: boolean } {
  const own = now.limits.regions.find((each) => each.region === region);
  return own
    ? { maxPpm: own.maxTreatmentPpm, approved: own.approval !== undefined }
    : { maxPpm: now.limits.regionMaxTreatmentPpm, approved: false };
}

function sharesOf(experiments: readonly { maxPpm: number }[]): number {
  return experiments.reduce((sum, each) => sum + each.maxPpm, 0);
}

function asked(wanted: number, others: number): string {
  const beside = others > 0 ? ` beside ${percent(others)} of other experiments` : '';
  return `${percent(wanted)} of live traffic${beside}`;
}

/** Why another person has to approve the candidate before it runs, or null. What a sandbox does needs nobody's approval. */
export function approvalNeeded(candidate: Candidate, { now }: World): string | null {
  const { population, role, approved, path } = candidate;
  if (population === 'tester' || approved || role === 'admin' || path?.approval?.sandbox) return null;
  const reasons = [...shareReasons(candidate, now.limits.operatorMaxTreatmentPpm), ...guardrailReasons(candidate)];
  return reasons.length === 0 ? null : reasons.join('; ');
}

function shareReasons({ ramp }: Candidate, allowed: number): string[] {
  const wanted = maxPpmOf(ramp);
  if (wanted <= allowed) return [];
  return [`${percent(wanted)} of live traffic is above the ${percent(allowed)} ${ALONE}`];
}

/** Guardrails so loose that hardly anything would halt are a limit less, and nobody lifts a limit alone. */
function guardrailReasons({ guardrails: { alphaPpm, budgetUnits } }: Candidate): string[] {
  const least = LOOSEST_ALONE.alphaPpm;
  const most = LOOSEST_ALONE.budgetUnits;
  return [
    ...(alphaPpm < least
      ? [
          `guardrails.alphaPpm ${alphaPpm} (${percent(alphaPpm)}) is below the ${least} (${percent(least)}) ${ALONE}: harm would be seen late`,
        ]
      : []),
    ...(budgetUnits > most ? [`guardrails.budgetUnits ${budgetUnits} is above the ${most} ${ALONE}`] : []),
  ];
}

const ALONE = "that an operator may run without another person's approval";

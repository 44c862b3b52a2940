import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import { parseCallGroup } from '@hormesis/core/call-group.ts';
import { refused } from '../../platform/api-error.ts';
import type { Queryable } from '../../platform/database.ts';
import { type Experiment, scenarioTerminations } from './experiment.ts';
import { listLive } from './experiment-queries.ts';
import { type Candidate, type LimitRefusal, refusalsOf, type World } from './limits.ts';
import type { ExperimentPorts, LimitsNow } from './ports.ts';
import { maxPpmOf } from './share-limits.ts';
import { closedWindow, pathsBeside } from './shared-entries.ts';

/** What does not depend on the candidate. */
type Surroundings = Pick<
  World,
  'now' | 'hold' | 'gameDays' | 'paths' | 'agents' | 'asksPlaces' | 'lastSeen' | 'running'
>;

/** What goes on beside a candidate, and what earlier runs of its scenario left behind. */
export async function worldFor(client: Queryable, ports: ExperimentPorts, candidate: Candidate): Promise<World> {
  return around(client, ports, candidate, await surroundings(client, ports));
}

async function around(
  client: Queryable,
  ports: ExperimentPorts,
  { scenario, faults, terminations, pathName, ramp }: Candidate,
  surrounded: Surroundings,
): Promise<World> {
  const callGroups = faults.map(({ callGroup }) => callGroup);
  return {
    ...surrounded,
    findings: await ports.openFindings(client, scenario, [...callGroups, ...terminations.map(({ group }) => group)]),
    requestsPerMinute: await ports.requestsPerMinute(client, pathName),
    timeoutsMs: ramp.stages.map((stage) => ports.ramp.timeoutMsOf(stage)),
  };
}

/** What goes on now, whoever the candidate is. Tester-only experiments are in nobody's way. */
async function surroundings(client: Queryable, ports: ExperimentPorts): Promise<Surroundings> {
  const live = (await listLive(client)).filter((each) => each.population === 'live');
  const paths = await ports.scenarios.paths(client);
  const sandboxes = new Set(paths.filter(({ approval }) => approval?.sandbox).map(({ name }) => name));
  return {
    now: await ports.readLimits(client),
    hold: await ports.readHold(client),
    gameDays: await ports.gameDaysOn(client),
    paths,
    agents: await ports.connectedAgents(client),
    asksPlaces: true,
    lastSeen: await ports.regionsLastSeen(client),
    running: live.map((each) => ({
      id: each.id,
      path: each.path,
      maxPpm: maxPpmOf(each.plan.ramp),
      entryServices: each.plan.entryServices,
      sandbox: sandboxes.has(each.path),
      callGroups: each.plan.faults.map((fault) => fault.callGroup),
    })),
  };
}

/** What would refuse each candidate on live traffic now, with the ramp it would take. For the preview. */
export async function previewRefusals(
  client: Queryable,
  ports: ExperimentPorts,
  candidates: readonly { scenario: Scenario; path: CriticalPath | null; faults: Candidate['faults'] }[],
): Promise<LimitRefusal[][]> {
  const surrounded = await surroundings(client, ports);
  return Promise.all(
    candidates.map(async ({ scenario, path, faults }) => {
      const ramp = scenario.ramp ?? path?.ramp ?? ports.ramp.defaultRamp(path);
      const candidate: Candidate = {
        ...{ id: null, population: 'live', scenario: scenario.name, pathName: scenario.path, path, faults, ramp },
        // Whether it needs another person depends on who asks: that is told when somebody does.
        ...{
          load: scenario.load,
          guardrails: scenario.guardrails,
          terminations: scenario.terminations ?? [],
          role: 'admin',
          approved: false,
        },
      };
      return refusalsOf(candidate, await around(client, ports, candidate, surrounded));
    }),
  );
}

/**
 * What refuses stage `toStage` of an experiment that has begun: the limits as they stand now, with the path as it stands
 * now. Call it in the transaction that would begin the stage.
 */
export async function stageRefusals(
  client: Queryable,
  ports: ExperimentPorts,
  experiment: Experiment,
  toStage: number,
): Promise<LimitRefusal[]> {
  const candidate = await laterCandidate(client, ports, experiment, toStage);
  const world = await worldFor(client, ports, candidate);
  return refusalsOf(candidate, {
    ...world,
    running: world.running.filter(({ id }) => id !== experiment.id),
    // Units were counted since the start: whether they come is the gate's to say.
    requestsPerMinute: null,
  });
}

/** Why live traffic of the path may not be failed now; null while it may. Asked every second, so other paths are only read when some have windows. */
export async function closedNow(
  client: Queryable,
  ports: ExperimentPorts,
  pathName: string,
  now: LimitsNow,
): Promise<ReturnType<LimitsNow['closed']>> {
  const alone = now.limits.paths.every(({ path }) => path === pathName);
  const paths = alone ? [] : await ports.scenarios.paths(client);
  const path = paths.find(({ name }) => name === pathName);
  return path ? closedWindow(path, pathsBeside(path, paths), now, now.nowMs) : now.closed(pathName, now.nowMs);
}

async function laterCandidate(
  client: Queryable,
  ports: ExperimentPorts,
  { id, plan, path, scenario, population, createdRole, approvedBy }: Experiment,
  toStage: number,
): Promise<Candidate> {
  return {
    ...{
      id,
      population,
      scenario,
      pathName: path,
      path: await ports.scenarios.path(client, path),
      faults: plan.faults,
      load: plan.load,
    },
    ...{ ramp: { stages: plan.ramp.stages.slice(toStage, toStage + 1) } },
    ...{ terminations: scenarioTerminations(plan), begun: true },
    ...{ guardrails: plan.guardrails, role: createdRole, approved: approvedBy !== null },
  };
}

/** @throws ApiError with the code of the first limit and all refusals, when there are any. */
export function refuse(refusals: readonly LimitRefusal[]): void {
  const [first, ...more] = refusals;
  if (first) throw refused([first, ...more]);
}

/**
 * The limits that can be told ahead of a start at `atMs`: what runs, who is connected, the hold switch, game days and open
 * findings are those of another day.
 */
export function atThatTime(world: World, { path, faults }: Candidate, atMs: number): World {
  const services = [
    ...(path?.entries.map(({ service }) => service) ?? []),
    ...faults.flatMap(({ callGroup }) => parseCallGroup(callGroup)?.caller ?? []),
  ];
  const expected = services
    .filter((service) => service !== '*' && !world.agents.some((agent) => agent.service === service))
    .map((service) => ({ service, unsupported: [], region: null, zone: null, located: false }));
  return {
    ...world,
    ...{ running: [], gameDays: [], findings: [], hold: { ...world.hold, on: false }, requestsPerMinute: null },
    agents: [...world.agents, ...expected],
    asksPlaces: false,
    now: { ...world.now, nowMs: atMs },
  };
}

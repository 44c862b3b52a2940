import type { EntryPath, Ruleset, RulesetExperiment } from '@hormesis/contract/agent-link.ts';
import { liveAllowed } from '@hormesis/contract/critical-path.ts';
import { callGroupsOverlap, parseCallGroup } from '@hormesis/core/call-group.ts';
import type { LiveExperiment, LivePath, LiveRows } from './live-queries.ts';

/**
 * What one service must know: the paths it is an entry of, and the experiments that run. It hears of those that fail none
 * of its calls too, without faults: a request of theirs may pass through it, and its context must be carried on.
 */
export type ServiceRules = Pick<Ruleset, 'keys' | 'entries' | 'experiments' | 'places'>;

/** The rules of `service` at one moment. `isHalted` keeps out what was halted but is not recorded yet. */
export function rulesOf(
  service: string,
  live: LiveRows,
  keys: Ruleset['keys'],
  isHalted: (id: string) => boolean,
): ServiceRules {
  const running = live.experiments.filter((experiment) => !isHalted(experiment.id));
  return {
    keys,
    entries: live.paths.filter((path) => isEntry(path, service)).map((path) => entryOf(path, service, running)),
    experiments: running.flatMap((experiment) => {
      const path = live.paths.find((each) => each.spec.name === experiment.path);
      return path ? [rulesetExperiment(experiment, path, service)] : [];
    }),
  };
}

function isEntry(path: LivePath, service: string): boolean {
  return path.spec.entries.some((entry) => entry.service === service);
}

function isCaller(callGroup: string, service: string): boolean {
  const caller = parseCallGroup(callGroup)?.caller;
  return caller === '*' || caller === service;
}

function entryOf(path: LivePath, service: string, running: readonly LiveExperiment[]): EntryPath {
  const entries = path.spec.entries.filter((entry) => entry.service === service);
  return {
    path: path.spec.name,
    salt: path.ringSalt,
    routes: entries.flatMap((entry) =>
      entry.routes.map((route) => {
        const [method = '', pattern = ''] = route.split(' ');
        return { method, pattern, inner: entry.inner };
      }),
    ),
    unit: path.spec.unit,
    deadlineMs: path.spec.deadlineMs,
    objectiveMs: path.spec.objectiveMs,
    experiments: running
      .filter((experiment) => experiment.path === path.spec.name && experiment.population === 'live')
      .map((experiment) => ({
        id: experiment.id,
        salt: experiment.armSalt,
        stage: experiment.stage,
        rhoPpm: experiment.rhoPpm,
        pool: [...experiment.pool],
        unitKey: experiment.unitKey,
      })),
  };
}

// Allowlist and roles are the path's as it stands now: a group taken off it, or found to be essential, is safe at once,
// whatever the scenario said at the start.
function rulesetExperiment(experiment: LiveExperiment, path: LivePath, service: string): RulesetExperiment {
  const faults = experiment.faults.filter(
    (each) => isCaller(each.callGroup, service) && mayFail(experiment, path, each),
  );
  const scoped = faults.flatMap(({ callGroup, where, fault }) => (where ? [{ callGroup, where, fault }] : []));
  return {
    id: experiment.id,
    path: experiment.path,
    stage: experiment.stage,
    arms: experiment.population === 'live' ? ['treatment', 'tester'] : ['tester'],
    allowlist: path.spec.allowlist.map((entry) => entry.callGroup).filter((callGroup) => isCaller(callGroup, service)),
    rhoPpm: experiment.rhoPpm,
    ...(experiment.unitsBelow && { sampleBelow: experiment.unitsBelow }),
    ...(experiment.eventsBelow && { eventsBelow: experiment.eventsBelow }),
    faults: faults.flatMap(({ callGroup, where, fault }) => (where ? [] : [{ callGroup, fault }])),
    ...(scoped.length > 0 && { scoped }),
  };
}

type LiveFault = LiveExperiment['faults'][number];

/** What could fail an essential call is failed for testers only, unless an admin's approval in the allowlist says otherwise: the limits ask the same. */
function mayFail({ population }: LiveExperiment, path: LivePath, { callGroup, where }: LiveFault): boolean {
  if (population === 'tester') return true;
  return !path.spec.allowlist.some(
    (entry) => !liveAllowed(entry, where) && callGroupsOverlap(entry.callGroup, callGroup),
  );
}

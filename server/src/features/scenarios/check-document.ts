import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ErrorCode } from '@hormesis/contract/errors.ts';
import type { Scenario } from '@hormesis/contract/scenario.ts';
import { misfitOf } from '@hormesis/core/fault-fit.ts';
import { compileRoute, matchesRoute } from '@hormesis/core/route.ts';
import { resolveFaults, roleOf } from './resolve-faults.ts';

export interface DocumentRefusal {
  readonly code: ErrorCode;
  readonly field: string;
  readonly message: string;
}

/** What forbids a scenario on its path, whenever it may run: an unknown path, call groups outside the allowlist, faults that could never act there. */
export function checkScenario(scenario: Scenario, path: CriticalPath | null): DocumentRefusal[] {
  if (!path) {
    return [
      { code: 'path_unknown', field: 'path', message: `there is no critical path ${JSON.stringify(scenario.path)}` },
    ];
  }
  const allowed = path.allowlist.map((entry) => entry.callGroup).join(', ') || 'nothing';
  const outside = scenario.faults.flatMap((entry, index): DocumentRefusal[] =>
    'callGroup' in entry && roleOf(path, entry.callGroup) === null
      ? [
          {
            code: 'call_group_not_allowed',
            field: `faults.${index}.callGroup`,
            message: `${entry.callGroup} is not in the allowlist of ${path.name}, which holds ${allowed}`,
          },
        ]
      : [],
  );
  const refusals = [...outside, ...misfits(scenario, path), ...besideEntries(scenario, path)];
  const kills = scenario.faults.length === 0 && scenario.terminations !== undefined;
  if (kills || refusals.length > 0 || resolveFaults(scenario, path).length > 0) return refusals;
  return [
    {
      code: 'call_group_not_allowed',
      field: 'faults',
      message: `no call group of ${path.name} has the role this scenario fails`,
    },
  ];
}

/** Load comes in where users do: what is no entry route of the path is nothing of the journey. */
function besideEntries({ load }: Scenario, { entries, name }: CriticalPath): DocumentRefusal[] {
  const routes = entries
    .flatMap((entry) => entry.routes)
    .flatMap((route) => {
      const [method = '', pattern = ''] = route.split(' ');
      return compileRoute(method, pattern, false) ?? [];
    });
  return (load?.bring?.paths ?? []).flatMap((each, index): DocumentRefusal[] => {
    const pathname = each.split('?')[0] ?? each;
    if (routes.some((route) => matchesRoute(route, 'GET', pathname))) return [];
    const message = `GET ${pathname} is no entry route of ${name}, which has ${entries.flatMap((entry) => entry.routes).join(', ')}`;
    return [{ code: 'load_target_not_allowed', field: `load.bring.paths.${index}`, message }];
  });
}

function misfits(scenario: Scenario, path: CriticalPath): DocumentRefusal[] {
  return scenario.faults.flatMap((entry, index) => {
    const callGroups =
      'callGroup' in entry
        ? [entry.callGroup]
        : path.allowlist.filter(({ role }) => role === entry.everything).map(({ callGroup }) => callGroup);
    return callGroups.flatMap((callGroup): DocumentRefusal[] => {
      const message = misfitOf(entry.fault.kind, callGroup);
      return message === null ? [] : [{ code: 'fault_not_applicable', field: `faults.${index}.fault`, message }];
    });
  });
}

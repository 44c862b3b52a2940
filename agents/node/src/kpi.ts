import { currentPlane } from './plane.ts';

const NAME = /^[a-z][a-z0-9_]{0,63}$/;
/** Seen by the agent itself at the entries; nobody else can tell them. */
const OWN: ReadonlySet<string> = new Set(['failed', 'slow']);

/**
 * The user of the present request did what a KPI counts: `kpi('play_start')`. Of each user the first time in an experiment
 * counts. Outside the requests of an experiment, and while the agent is off, it does nothing.
 *
 * @throws TypeError when the name is not of lower-case letters, digits and underscores, or is one of the agent's own.
 */
export function kpi(name: string): void {
  if (!NAME.test(name) || OWN.has(name)) {
    throw new TypeError(
      `a KPI's name must be 1 to 64 lower-case letters, digits and underscores, and none of ${[...OWN].join(', ')}, got ${JSON.stringify(name)}`,
    );
  }
  const plane = currentPlane();
  const context = plane?.scopes.current()?.scope.context;
  if (plane !== undefined && context !== undefined) plane.agent.recordKpi(context, name);
}

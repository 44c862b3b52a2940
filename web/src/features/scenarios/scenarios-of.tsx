import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { Link } from 'react-router';
import { type CallGroupParts, callGroupParts, callGroupsOverlap } from '../../lib/call-group-parts.ts';
import { useScenarios } from './api/list-scenarios.ts';
import classes from './scenarios-of.module.css';

/** Links to the scenarios that fail one of these call groups, which may have `*` for their caller. */
export function ScenariosOf({ callGroups }: { callGroups: readonly string[] }) {
  const { data } = useScenarios();
  if (!data) return null;
  const asked = callGroups.flatMap((each) => callGroupParts(each) ?? []);
  const found = data.filter((scenario) => fails(scenario, asked));
  if (found.length === 0) {
    return (
      <p className="muted">
        None yet. <Link to="/experiments/new">Design an experiment</Link> and choose it.
      </p>
    );
  }
  return (
    <ul className={classes.list}>
      {found.map(({ name, scenario, testersOnly }) => (
        <li key={name}>
          <Link to={`/scenarios/${name}`} className="link strong">
            {scenario.title}
          </Link>{' '}
          {testersOnly && <span className="muted small">for testers only</span>}
        </li>
      ))}
    </ul>
  );
}

function fails({ resolved }: ScenarioView, asked: readonly CallGroupParts[]): boolean {
  return resolved.some(({ callGroup }) => {
    const failed = callGroupParts(callGroup);
    return failed !== null && asked.some((each) => callGroupsOverlap(failed, each));
  });
}

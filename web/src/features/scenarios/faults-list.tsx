import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { RoleMark } from '../../components/role-mark.tsx';
import { callGroupWords, faultWords } from '../../lib/fault-words.ts';
import classes from './faults-list.module.css';

/** The call groups a scenario fails, how, and their role on the path. */
export function FaultsList({ resolved }: { resolved: ScenarioView['resolved'] }) {
  return (
    <ul className={classes.faults}>
      {resolved.map(({ callGroup, role, fault }) => (
        <li key={callGroup}>
          <code>{callGroupWords(callGroup)}</code> <span className="muted">{faultWords(fault)}</span>
          {role ? <RoleMark role={role} /> : <span className={classes.role}>not in the allowlist</span>}
        </li>
      ))}
    </ul>
  );
}

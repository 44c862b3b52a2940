import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { RoleMark } from '../../components/role-mark.tsx';
import { callGroupWords, faultWords } from '../../lib/fault-words.ts';
import classes from './faults-list.module.css';

/** The call groups a scenario fails, how, and their role on the path. */
export function FaultsList({ resolved }: { resolved: ScenarioView['resolved'] }) {
  return (
    <ul className={classes.faults}>
      {resolved.map(({ callGroup, role, where, fault }) => (
        <li key={`${callGroup} ${faultWords(fault, where)}`}>
          <code>{callGroupWords(callGroup)}</code> <span className="muted">{faultWords(fault, where)}</span>
          {role ? <RoleMark role={role} /> : <span className={classes.role}>not in the allowlist</span>}
        </li>
      ))}
    </ul>
  );
}

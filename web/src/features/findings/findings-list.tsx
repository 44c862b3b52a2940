import type { FindingSummary } from '@hormesis/contract/finding.ts';
import { Link } from 'react-router';
import { Moment } from '../../components/moment.tsx';
import classes from '../../components/title-list.module.css';
import { callGroupWords } from '../../lib/fault-words.ts';
import { FindingMark } from './finding-mark.tsx';

/** Findings in a few lines each, in the order they come: those in the way of a run first. */
export function FindingsList({ findings }: { findings: readonly FindingSummary[] }) {
  return (
    <ul className={classes.list}>
      {findings.map((finding) => (
        <li key={finding.id}>
          <div className={classes.head}>
            <Link to={`/findings/${finding.id}`} className="link strong">
              {finding.title}
            </Link>
            <FindingMark finding={finding} />
          </div>
          <div className="muted small">
            <code>{callGroupWords(finding.callGroup)}</code> · owner: {finding.owner || 'nobody'} · found{' '}
            <Moment at={finding.lastFoundAt} />
          </div>
        </li>
      ))}
    </ul>
  );
}

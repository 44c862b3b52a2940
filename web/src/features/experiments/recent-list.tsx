import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { Moment } from '../../components/moment.tsx';
import classes from '../../components/title-list.module.css';
import { unbroken } from '../../lib/sentence.ts';
import { VerdictMark } from './verdict-mark.tsx';

/** Experiments that ended, newest first, with their verdict and why. */
export function RecentList({ experiments }: { experiments: readonly ExperimentSummary[] }) {
  return (
    <ul className={classes.list}>
      {experiments.map((experiment) => (
        <li key={experiment.id}>
          <div className={classes.head}>
            <Link to={`/experiments/${experiment.id}`} className="link strong">
              {experiment.title}
            </Link>
            <VerdictMark verdict={experiment.verdict} state={experiment.state} />
          </div>
          {experiment.reason && <div className="muted small">{unbroken(experiment.reason)}</div>}
          <div className="muted small">
            <Moment at={experiment.endedAt ?? experiment.createdAt} />
          </div>
        </li>
      ))}
    </ul>
  );
}

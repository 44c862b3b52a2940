import type { FindingEvent } from '@hormesis/contract/finding.ts';
import { Link } from 'react-router';
import { Moment } from '../../components/moment.tsx';
import { unbroken } from '../../lib/sentence.ts';
import classes from './finding.module.css';

/** What happened to a finding, newest first. */
export function FindingHistory({ history }: { history: readonly FindingEvent[] }) {
  const newestFirst = [...history].sort((a, b) => b.id - a.id);
  return (
    <ol className={classes.history}>
      {newestFirst.map(({ id, at, text, experiment }) => (
        <li key={id}>
          <span className="muted">
            <Moment at={at} />
          </span>
          <span>
            {unbroken(text)}{' '}
            {experiment && (
              <Link to={`/experiments/${experiment}`} className="link small nowrap">
                its evidence
              </Link>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

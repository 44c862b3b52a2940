import type { FindingSummary } from '@hormesis/contract/finding.ts';
import { Link } from 'react-router';
import { callGroupWords } from '../../lib/fault-words.ts';
import classes from './finding.module.css';
import { FindingMark } from './finding-mark.tsx';

const SHOWN = 4;

type FindingsOfRunProps = { findings: readonly FindingSummary[] | undefined; error: Error | null; experiment: string };

/** What one run found, or found again. */
export function FindingsOfRun({ findings, error, experiment }: FindingsOfRunProps) {
  const own = findings?.filter(({ evidence }) => evidence.experiment === experiment) ?? [];
  return (
    <section>
      <h3>Findings</h3>
      {error && <p className="muted">The findings could not be read: {error.message}</p>}
      {findings && own.length === 0 && <p className="muted">None.</p>}
      <ul className={classes.ofRun}>
        {own.slice(0, SHOWN).map((finding) => (
          <li key={finding.id}>
            <FindingMark finding={finding} />
            <span>
              <Link to={`/findings/${finding.id}`} className="link strong">
                {finding.title}
              </Link>{' '}
              <code>{callGroupWords(finding.callGroup)}</code>
              <span className="muted"> · owner: {finding.owner || 'nobody'}</span>
            </span>
          </li>
        ))}
      </ul>
      {own.length > SHOWN && <p className="muted">and {own.length - SHOWN} more</p>}
    </section>
  );
}

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
      <Found findings={own.slice(0, SHOWN)} />
      {own.length > SHOWN && <p className="muted">and {own.length - SHOWN} more</p>}
    </section>
  );
}

/** What all runs of a day found, each finding once. */
export function FindingsOfDay({ findings }: { findings: readonly FindingSummary[] }) {
  const each = [...new Map(findings.map((finding) => [finding.id, finding])).values()];
  return (
    <section>
      <h3>Findings</h3>
      {each.length === 0 && <p className="muted">None.</p>}
      <Found findings={each} />
    </section>
  );
}

function Found({ findings }: { findings: readonly FindingSummary[] }) {
  return (
    <ul className={classes.ofRun}>
      {findings.map((finding) => (
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
  );
}

import type { FindingSummary } from '@hormesis/contract/finding.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import { Link } from 'react-router';
import { formatCount } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import { unbroken } from '../../lib/sentence.ts';
import classes from './finding.module.css';

/** What the run that found it last had seen: users in both arms, and what became of the failed calls. */
export function FindingEvidence({ finding: { evidence } }: { finding: FindingSummary }) {
  const { exposedUnits, kpis, injected, absorbed, visible } = evidence;
  return (
    <>
      <p>{unbroken(evidence.reason)}</p>
      <dl className={classes.facts}>
        <dt>Run</dt>
        <dd>
          <Link to={`/experiments/${evidence.experiment}`} className="link">
            {evidence.experiment}
          </Link>
          , at {formatShare(evidence.trafficPpm)} of live traffic
        </dd>
        <dt>Users exposed</dt>
        <dd>
          {formatCount(exposedUnits.treatment)} in treatment, {formatCount(exposedUnits.control)} in control
        </dd>
        {kpis.map(({ kpi, words, failing }) => (
          <div key={kpi} className={classes.pair}>
            <dt>Users who {words ?? kpiWords(kpi)}</dt>
            <dd>
              {formatCount(failing.treatment)} in treatment, {formatCount(failing.control)} in control
            </dd>
          </div>
        ))}
        <dt>Calls</dt>
        <dd>
          {formatCount(injected)} injected, {formatCount(absorbed)} absorbed, {formatCount(visible)} visible to the user
        </dd>
      </dl>
    </>
  );
}

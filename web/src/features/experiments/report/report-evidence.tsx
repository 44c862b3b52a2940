import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { kpiWords } from '@hormesis/contract/kpi-words.ts';
import classes from '../../../components/report.module.css';
import { formatCount, formatEvidence } from '../../../lib/format-number.ts';
import { formatShare } from '../../../lib/format-share.ts';
import { ArmsCharts } from '../arms-panel.tsx';
import { breakerNotes } from '../breaker-notes.ts';

/** Width of the pictures in their own units; paper scales them. */
const WIDTH = 720;

/** Both arms, and what the evidence of harm came to. */
export function ReportEvidence({ experiment }: { experiment: ExperimentView }) {
  const { evidence, guardrails, points } = experiment;
  const breakers = breakerNotes(experiment);
  const tripped = evidence.brakes.filter((brake) => brake.tripped);
  return (
    <section>
      <h3>Evidence</h3>
      {points.length > 1 && <ArmsCharts experiment={experiment} fixedWidth={WIDTH} />}
      <table aria-label="Evidence of harm">
        <thead>
          <tr>
            <th scope="col">Users who …</th>
            <th scope="col" data-right>
              in treatment
            </th>
            <th scope="col" data-right>
              in control
            </th>
            <th scope="col" data-right>
              E
            </th>
            <th scope="col" data-right>
              Halts at
            </th>
          </tr>
        </thead>
        <tbody>
          {evidence.kpis.map(({ kpi, words, failing, logE, haltLogE }) => (
            <tr key={kpi}>
              <td>{words ?? kpiWords(kpi)}</td>
              <td data-right>{formatCount(failing.treatment)}</td>
              <td data-right>{formatCount(failing.control)}</td>
              <td data-right>
                <b>{formatEvidence(logE)}</b>
              </td>
              <td data-right>{formatEvidence(haltLogE)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.note}>
        It halts when any E reaches its line: at most a {formatShare(guardrails.alphaPpm)} chance of a false alarm over
        the whole run, however often one looks.{' '}
        {tripped.length > 0
          ? `Brakes that tripped: ${tripped.map(({ text }) => text).join('; ')}.`
          : 'No brake tripped.'}
      </p>
      {breakers.map((note) => (
        <p key={note} className={classes.breaker}>
          {note}
        </p>
      ))}
    </section>
  );
}

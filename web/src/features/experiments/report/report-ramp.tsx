import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { type RampStep, rampSteps } from '@hormesis/contract/ramp-progress.ts';
import classes from '../../../components/report.module.css';
import { formatDuration, formatTime } from '../../../lib/format-duration.ts';
import { formatCount } from '../../../lib/format-number.ts';
import { formatShare } from '../../../lib/format-share.ts';

/** A sheet has room for so many stages. */
const SHOWN = 10;

/** The ramp as a table: how far it came, and what each stage had seen. */
export function ReportRamp({ experiment }: { experiment: ExperimentView }) {
  const steps = rampSteps(experiment, Date.parse(experiment.endedAt ?? experiment.createdAt));
  return (
    <section>
      <h3>Ramp</h3>
      <table aria-label="Ramp">
        <thead>
          <tr>
            <th scope="col">Share</th>
            <th scope="col">Hold</th>
            <th scope="col" data-right>
              Users in treatment
            </th>
            <th scope="col" data-right>
              in control
            </th>
            <th scope="col" data-right>
              Failed in treatment
            </th>
            <th scope="col" data-right>
              in control
            </th>
            <th scope="col" data-right>
              Injections
            </th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {steps.slice(0, SHOWN).map((step, index) => (
            <Stage key={step.key} step={step} seen={experiment.evidence.stages.find(({ stage }) => stage === index)} />
          ))}
        </tbody>
      </table>
      {steps.length > SHOWN && <p className={classes.more}>and {steps.length - SHOWN} more stages</p>}
    </section>
  );
}

function Stage({ step, seen }: { step: RampStep; seen: ExperimentView['evidence']['stages'][number] | undefined }) {
  const count = (value: number | undefined) => (value === undefined ? '–' : formatCount(value));
  return (
    <tr>
      <td>
        <b>{formatShare(step.trafficPpm)}</b>
      </td>
      <td>{formatDuration(step.holdMs)}</td>
      <td data-right>{count(seen?.exposedUnits.treatment)}</td>
      <td data-right>{count(seen?.exposedUnits.control)}</td>
      <td data-right>{count(seen?.failing.treatment)}</td>
      <td data-right>{count(seen?.failing.control)}</td>
      <td data-right>{count(seen?.injections)}</td>
      <td>{outcome(step)}</td>
    </tr>
  );
}

function outcome({ state }: RampStep): string {
  switch (state.name) {
    case 'done':
      return state.passedAt ? `passed ${formatTime(state.passedAt)}` : 'passed';
    case 'now':
      return state.paused ? 'paused' : 'running';
    case 'stopped':
      return 'stopped here';
    case 'coming':
      return 'not reached';
  }
}

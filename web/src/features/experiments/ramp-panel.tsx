import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { givenReason } from '@hormesis/contract/experiment-words.ts';
import { reachedStage } from '@hormesis/contract/ramp-progress.ts';
import { Panel } from '../../components/panel.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { GateConditions } from './gate-conditions.tsx';
import { RampSteps } from './ramp-steps.tsx';

/** The ramp, and under it what the gate of the present stage waits for. `held`: the hold switch is set. */
export function RampPanel({ experiment, held }: { experiment: ExperimentView; held: boolean }) {
  const { gate, ramp, state } = experiment;
  const next = ramp.stages[reachedStage(experiment) + 1];
  return (
    <Panel label="Ramp and gate">
      <RampSteps experiment={experiment} />
      {gate && state.name === 'running' && <GateConditions gate={gate} nextPpm={next?.trafficPpm ?? null} />}
      {state.name === 'paused' && (
        <p className="small" style={{ marginTop: 12 }}>
          Paused by {state.by}
          {givenReason(state.by, state.reason) && <>: {unbroken(givenReason(state.by, state.reason))}</>}.{' '}
          <b>No rule is in force.</b>{' '}
          {held
            ? 'It can be resumed once the hold switch is released.'
            : 'Resuming begins the hold of this stage again.'}
        </p>
      )}
    </Panel>
  );
}

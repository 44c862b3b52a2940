import type { PerArm } from '@hormesis/contract/arm.ts';
import type { ExperimentView, BlastRadius as Radius } from '@hormesis/contract/experiment.ts';
import type { ReactNode } from 'react';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCount, formatUnits } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import classes from './blast-radius.module.css';

/** Who and what has been touched so far. */
export function BlastRadius({ experiment }: { experiment: ExperimentView }) {
  const { requests, units, injections, services, servicesTotal, callGroups }: Radius = experiment.blastRadius;
  return (
    <dl className={classes.radius}>
      <Arms name="Users" figures={units} sampledOneIn={experiment.evidence.sampledOneIn} />
      <Arms name="Requests" figures={requests} />
      <Line name="Faults applied">
        <b>{formatCount(injections)}</b> injections
      </Line>
      <Line name="Live traffic">
        <b>{formatShare(experiment.trafficPpm)}</b> in treatment now, <b>{formatShare(highestPpm(experiment))}</b> at
        most
      </Line>
      <Line name="Services">
        <b>{services.length}</b> of {servicesTotal}
        {services.length > 0 && <div className="muted small">{services.join(', ')}</div>}
      </Line>
      <Line name="Call groups">
        {callGroups.length === 0 ? 'none' : callGroups.map((group) => <code key={group}>{callGroupWords(group)}</code>)}
      </Line>
    </dl>
  );
}

/** The largest share that was in treatment at any time. */
function highestPpm({ trafficPpm, evidence }: ExperimentView): number {
  return Math.max(trafficPpm, ...evidence.stages.map((stage) => stage.trafficPpm));
}

function Arms({ name, figures, sampledOneIn }: { name: string; figures: PerArm; sampledOneIn?: number | undefined }) {
  return (
    <Line name={name}>
      <b data-arm="treatment">{formatUnits(figures.treatment, sampledOneIn)}</b> treatment ·{' '}
      <b data-arm="control">{formatUnits(figures.control, sampledOneIn)}</b> control
    </Line>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

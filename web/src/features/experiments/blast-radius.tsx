import type { PerArm } from '@hormesis/contract/arm.ts';
import type { ExperimentView, BlastRadius as Radius } from '@hormesis/contract/experiment.ts';
import type { ReactNode } from 'react';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCount, formatUnits } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import classes from './blast-radius.module.css';
import { injectedRequests, type PredictedRadius, predictedRadius } from './predicted-radius.ts';

/** Who and what has been touched so far, and below it what was predicted. */
export function BlastRadius({ experiment }: { experiment: ExperimentView }) {
  const { requests, units, injections, services, servicesTotal, callGroups }: Radius = experiment.blastRadius;
  const predicted = predictedRadius(experiment);
  const recent = injectedRequests(experiment);
  if (experiment.startedAt === null) return <BeforeTheStart predicted={predicted} />;
  const live = experiment.population === 'live';
  return (
    <dl className={classes.radius}>
      {live && (
        <>
          <Arms
            name="Users"
            figures={units}
            sampledOneIn={experiment.evidence.sampledOneIn}
            predicted={predicted?.units}
          />
          <Arms name="Requests" figures={requests} />
        </>
      )}
      <Line name="Faults applied" predicted={predicted?.faults}>
        <b>{formatCount(injections)}</b> injections
        {live && recent !== null && <>, in the last 10&nbsp;s in {formatCount(recent)} requests</>}
      </Line>
      <Line name="Live traffic">
        {live ? (
          <>
            <b>{formatShare(experiment.trafficPpm)}</b> in treatment now, <b>{formatShare(highestPpm(experiment))}</b>{' '}
            at most
          </>
        ) : (
          <>
            <b>none</b>: only requests with a tester’s header
          </>
        )}
      </Line>
      <Line name="Services" predicted={predicted?.services}>
        <b>{services.length}</b> of {servicesTotal}
        {services.length > 0 && <div className="muted small">{services.join(', ')}</div>}
      </Line>
      <Line name="Call groups" predicted={predicted?.callGroups}>
        {callGroups.length === 0 ? 'none' : callGroups.map((group) => <code key={group}>{callGroupWords(group)}</code>)}
      </Line>
    </dl>
  );
}

/** What has not begun has touched nobody: only what is expected is worth a line. */
function BeforeTheStart({ predicted }: { predicted: PredictedRadius | null }) {
  if (!predicted) return <p className="muted">Nothing is predicted: its path has too little traffic yet.</p>;
  return (
    <dl className={classes.radius}>
      <Line name="Users">{predicted.units}</Line>
      <Line name="Faults">{predicted.faults}</Line>
      <Line name="Services">{predicted.services}</Line>
      <Line name="Call groups">
        <code>{predicted.callGroups}</code>
      </Line>
    </dl>
  );
}

/** The largest share that was in treatment at any time. */
function highestPpm({ trafficPpm, evidence }: ExperimentView): number {
  return Math.max(trafficPpm, ...evidence.stages.map((stage) => stage.trafficPpm));
}

interface ArmsProps {
  readonly name: string;
  readonly figures: PerArm;
  readonly sampledOneIn?: number | undefined;
  readonly predicted?: string | undefined;
}

function Arms({ name, figures, sampledOneIn, predicted }: ArmsProps) {
  return (
    <Line name={name} predicted={predicted}>
      <b data-arm="treatment">{formatUnits(figures.treatment, sampledOneIn)}</b> treatment ·{' '}
      <b data-arm="control">{formatUnits(figures.control, sampledOneIn)}</b> control
    </Line>
  );
}

interface LineProps {
  readonly name: string;
  readonly predicted?: string | undefined;
  readonly children: ReactNode;
}

function Line({ name, predicted, children }: LineProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {predicted !== undefined && <div className="muted small">predicted: {predicted}</div>}
      </dd>
    </div>
  );
}

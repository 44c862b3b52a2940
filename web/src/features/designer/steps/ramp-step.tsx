import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { StageAdvice } from '@hormesis/contract/prediction.ts';
import type { Preview } from '@hormesis/contract/preview.ts';
import { SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Button } from '../../../components/button.tsx';
import { formatRate } from '../../../lib/format-number.ts';
import { formatMeasuredShare, formatShare } from '../../../lib/format-share.ts';
import type { Design } from '../design.ts';
import type { Change } from '../design-reducer.ts';
import { GateTable } from './gate-table.tsx';
import classes from './ramp-step.module.css';
import { StageTable } from './stage-table.tsx';

type RampStepProps = {
  design: Design;
  path: CriticalPath | undefined;
  preview: Preview | undefined;
  onChange: (change: Change) => void;
};

const SHARES_PPM = [10_000, 50_000, 250_000, 500_000, 950_000];

/** The shares of live traffic, what each tells and costs, and where they came from. */
export function RampStep({ design, path, preview, onChange }: RampStepProps) {
  if (design.audience === 'testers') {
    return <p className="muted">Testers only: 0&nbsp;% of live traffic. There is nothing to climb.</p>;
  }
  const proposal = preview?.proposedRamp ?? preview?.ramp ?? null;
  const source = design.rampFrom === 'path' ? (path?.ramp ?? null) : design.rampFrom === 'proposal' ? proposal : null;
  const sources = [
    { value: 'proposal', label: 'proposed' },
    ...(path?.ramp ? [{ value: 'path', label: `as ${path.name} has them` }] : []),
    ...(design.rampFrom === 'own' ? [{ value: 'own', label: 'your own' }] : []),
  ];
  const last = design.stages.at(-1)?.trafficPpm ?? null;
  return (
    <>
      <p className="small muted">{chosenFor(design, preview)}</p>
      <div className={classes.choices}>
        <div>
          <div className={classes.label}>Up to</div>
          <SegmentedControl
            size="xs"
            aria-label="Up to which share of live traffic"
            data={[
              ...SHARES_PPM.map((ppm) => ({ value: String(ppm), label: formatShare(ppm) })),
              ...(last === null || SHARES_PPM.includes(last)
                ? []
                : [{ value: String(last), label: formatShare(last) }]),
            ]}
            value={String(last ?? '')}
            onChange={(value) => onChange({ kind: 'up-to', upToPpm: Number(value), ramp: source })}
          />
        </div>
        {sources.length > 1 && (
          <div>
            <div className={classes.label}>Stages</div>
            <SegmentedControl
              size="xs"
              aria-label="Where the stages come from"
              data={sources}
              value={design.rampFrom}
              onChange={(value) => {
                if (value === 'path') onChange({ kind: 'ramp', from: 'path', ramp: path?.ramp ?? null });
                if (value === 'proposal') onChange({ kind: 'ramp', from: 'proposal', ramp: proposal });
              }}
            />
          </div>
        )}
      </div>
      <StageTable stages={design.stages} advice={adviceOf(preview)} onChange={onChange} />
      <div>
        <Button small icon={<IconPlus size={14} aria-hidden />} onClick={() => onChange({ kind: 'add-stage' })}>
          Add a stage
        </Button>
      </div>
      <GateTable stages={design.stages} onChange={onChange} />
    </>
  );
}

function adviceOf(preview: Preview | undefined): readonly StageAdvice[] {
  return preview?.prediction?.advice ?? [];
}

/** From what the stages were proposed: nobody should take figures on trust. */
function chosenFor({ rampFrom }: Design, preview: Preview | undefined): string {
  const prediction = preview?.prediction;
  if (!prediction || prediction.observedSeconds < 60)
    return 'Less than a minute of traffic was observed: take these figures for a first guess, and start small.';
  const { requests, failed } = prediction.baseline;
  const volume = `${formatRate(prediction.requestsPerSecond)} requests/s${requests > 0 ? ` of which ${formatMeasuredShare(failed, requests)} fail anyway` : ''}`;
  if (rampFrom !== 'proposal') return `At present the path has ${volume}. Change any figure and see what it costs.`;
  if (!preview.proposedRamp)
    return `${volume} is too little to catch an outage within a minute at any share the limits allow; these stages are the usual ones.`;
  return `Chosen for ${volume}: it begins where an outage is caught within a minute. Change any figure and see what it costs.`;
}

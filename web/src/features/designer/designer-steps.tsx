import type { Preview } from '@hormesis/contract/preview.ts';
import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { useState } from 'react';
import { callGroupWords, faultWords } from '../../lib/fault-words.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatShare } from '../../lib/format-share.ts';
import type { Design } from './design.ts';
import type { Change } from './design-reducer.ts';
import { proposedHypothesis, proposedTitle } from './proposed-words.ts';
import { nameOf, type Surroundings } from './scenario-document.ts';
import { CheckStep } from './steps/check-step.tsx';
import { RampStep } from './steps/ramp-step.tsx';
import { Step } from './steps/step.tsx';
import { StopStep } from './steps/stop-step.tsx';
import { WhatStep } from './steps/what-step.tsx';
import { WhomStep } from './steps/whom-step.tsx';
import { stopSentences } from './stop-words.ts';
import { audienceWords, unitWords } from './whom-words.ts';

type DesignerStepsProps = {
  design: Design;
  paths: readonly CriticalPathView[];
  topology: Topology | undefined;
  preview: Preview | undefined;
  around: Surroundings;
  onChange: (change: Change) => void;
};

/** The five steps, one of them open; all others tell what was chosen in a line. */
export function DesignerSteps({ design, paths, topology, preview, around, onChange }: DesignerStepsProps) {
  const [open, setOpen] = useState(1);
  const chosen = design.faults.length > 0;
  const step = (number: number) => ({
    number,
    open: open === number,
    onOpen: () => setOpen(number),
    onNext: number < 5 && paths.length > 0 ? () => setOpen(number + 1) : undefined,
  });
  return (
    <>
      <Step {...step(1)} title="What fails" done={chosen} summary={<WhatSummary design={design} />}>
        <WhatStep design={design} paths={paths} observed={topology?.callGroups ?? []} onChange={onChange} />
      </Step>
      <Step {...step(2)} title="For whom" done={chosen} summary={whomSummary(design, around)}>
        <WhomStep
          audience={design.audience}
          path={around.path}
          regions={preview?.prediction?.regions ?? []}
          onChoose={(audience) => onChange({ kind: 'words', words: { audience } })}
        />
      </Step>
      <Step
        {...step(3)}
        title="How far and how fast"
        done={chosen && design.stages.length > 0}
        summary={rampSummary(design)}
      >
        <RampStep design={design} path={around.path} preview={preview} onChange={onChange} />
      </Step>
      <Step {...step(4)} title="When to stop" done={chosen} summary={stopSentences(design.guardrails).join(' · ')}>
        <StopStep guardrails={design.guardrails} path={around.path} onChange={onChange} />
      </Step>
      <Step {...step(5)} title="Check and start" done={false} summary={checkSummary(design, preview, around)}>
        <CheckStep
          design={design}
          proposed={{
            title: proposedTitle(design, around.path),
            hypothesis: proposedHypothesis(design, around.path),
            name: chosen ? nameOf({ ...design, name: '' }, around) : '',
          }}
          onChange={onChange}
        />
      </Step>
    </>
  );
}

function WhatSummary({ design }: { design: Design }) {
  if (design.faults.length === 0) return <>nothing yet</>;
  return (
    <>
      {design.faults.map((fault, place) => {
        const name = 'callGroup' in fault ? callGroupWords(fault.callGroup) : `everything ${fault.everything}`;
        return (
          <span key={`${name} ${faultWords(fault.fault, fault.where)}`}>
            {place > 0 && ' · '}
            <code>{name}</code> {faultWords(fault.fault, fault.where)}
          </span>
        );
      })}
    </>
  );
}

function whomSummary({ audience }: Design, { path }: Surroundings): string {
  const by = path && audience !== 'testers' ? `, told apart by ${unitWords(path.unit)}` : '';
  return `${audienceWords[audience]}${by}`;
}

function rampSummary({ audience, stages }: Design): string {
  if (audience === 'testers') return 'no live traffic';
  if (stages.length === 0) return 'proposed from live volume as soon as it is known what fails';
  const shares = stages.map(({ trafficPpm }) => (trafficPpm === null ? '?' : formatShare(trafficPpm)));
  const holds = stages.reduce((sum, { holdMs }) => sum + (holdMs ?? 0), 0);
  return `${shares.join(' → ')} · at least ${formatDuration(holds)}`;
}

function checkSummary(design: Design, preview: Preview | undefined, around: Surroundings): string {
  if (design.faults.length === 0) return 'its name, and when it begins';
  const minutes = preview?.prediction?.verdictMinutes;
  const name = nameOf(design, around);
  if (design.audience === 'testers' || minutes === null || minutes === undefined) return name;
  return `${name} · a verdict after ${formatDuration(minutes * 60_000)} · ends by itself`;
}

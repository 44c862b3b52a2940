import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { Radio } from '@mantine/core';
import { Fragment } from 'react';
import type { Audience } from '../design.ts';
import { unitWords } from '../whom-words.ts';
import classes from './whom-step.module.css';

type WhomStepProps = {
  audience: Audience;
  path: CriticalPath | undefined;
  regions: readonly string[];
  onChoose: (audience: Audience) => void;
};

const choices: readonly { value: Audience; label: string; means: string }[] = [
  {
    value: 'testers-first',
    label: 'Testers first, then a share of live traffic',
    means: 'You get a header that fails only requests which carry it. The ramp begins when you say so.',
  },
  {
    value: 'live',
    label: 'A share of live traffic at once',
    means: 'It begins with the first stage of the ramp.',
  },
  {
    value: 'testers',
    label: 'Testers only',
    means: 'No live traffic is touched; it ends by itself after 15 minutes. Nothing is concluded from testers.',
  },
];

/** Whose requests fail. */
export function WhomStep({ audience, path, regions, onChoose }: WhomStepProps) {
  return (
    <>
      <Radio.Group
        aria-label="For whom"
        value={audience}
        onChange={(value) => {
          const chosen = choices.find((each) => each.value === value);
          if (chosen) onChoose(chosen.value);
        }}
      >
        <div className={classes.choices}>
          {choices.map(({ value, label, means }) => (
            <Radio key={value} size="xs" value={value} label={label} description={means} />
          ))}
        </div>
      </Radio.Group>
      {path && audience !== 'testers' && (
        <p className={`${classes.compared} small muted`}>
          On live traffic a user is told apart by {unitWords(path.unit)} and stays in the same arm for the whole ramp.
          As many others, chosen the same way, are left alone to compare with. <Regions regions={regions} />
        </p>
      )}
    </>
  );
}

/** Where the units of the path are. No name of a region breaks at its hyphen. */
function Regions({ regions }: { regions: readonly string[] }) {
  if (regions.length === 0) return null;
  return (
    <>
      {regions.length === 1 ? 'All of them are in' : 'They are in all regions:'}
      {regions.map((region, place) => (
        <Fragment key={region}>
          {' '}
          <span className="nowrap">
            {region}
            {place < regions.length - 1 ? ',' : '.'}
          </span>
        </Fragment>
      ))}
    </>
  );
}

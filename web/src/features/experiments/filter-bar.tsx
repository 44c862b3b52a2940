import { Select } from '@mantine/core';
import { FindInput } from '../../components/find-input.tsx';
import type { ExperimentFilter } from './experiment-filter.ts';
import { states, verdicts } from './experiment-filter.ts';

type FilterBarProps = {
  filter: ExperimentFilter;
  paths: readonly string[];
  onChange: (name: keyof ExperimentFilter, value: string) => void;
};

const verdictLabels = verdicts.map((value) => ({ value, label: value === 'none' ? 'without a verdict' : value }));

/** What to look for among the experiments; each choice stands in the address. */
export function FilterBar({ filter, paths, onChange }: FilterBarProps) {
  return (
    <>
      <FindInput
        label="Find a title, scenario, reason or person"
        value={filter.find}
        onFind={(find) => onChange('find', find)}
      />
      <Choice name="state" all="every state" data={[...states]} {...{ filter, onChange }} />
      <Choice name="verdict" all="every verdict" data={verdictLabels} {...{ filter, onChange }} />
      {paths.length > 1 && <Choice name="path" all="every path" data={[...paths]} {...{ filter, onChange }} />}
    </>
  );
}

type ChoiceProps = Pick<FilterBarProps, 'filter' | 'onChange'> & {
  name: 'state' | 'verdict' | 'path';
  all: string;
  data: (string | { value: string; label: string })[];
};

function Choice({ name, all, data, filter, onChange }: ChoiceProps) {
  return (
    <Select
      size="xs"
      w={120}
      aria-label={name}
      placeholder={all}
      data={data}
      value={filter[name] || null}
      clearable
      onChange={(value) => onChange(name, value ?? '')}
    />
  );
}

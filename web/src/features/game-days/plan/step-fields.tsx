import { Autocomplete, Checkbox, NumberInput, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { ShareInput } from '../../../components/share-input.tsx';
import type { FieldProblems } from './field-problems.ts';
import classes from './plan.module.css';
import type { WrittenStep } from './plan-draft.ts';

/** What a step may choose from. */
export type Choices = {
  scenarios: readonly { name: string; path: string }[];
  /** Keys of the groups that may be killed in; empty when none is known. */
  groups: readonly string[];
};

type StepFieldsProps<K extends WrittenStep['kind'] = WrittenStep['kind']> = {
  step: Extract<WrittenStep, { kind: K }>;
  path: string;
  choices: Choices;
  /** Of a field of this step. */
  problem: FieldProblems;
  onChange: (step: WrittenStep) => void;
};

/** The fields of one step, by its kind. */
export function StepFields(props: StepFieldsProps) {
  const { step, ...rest } = props;
  switch (step.kind) {
    case 'experiment':
      return <ExperimentFields step={step} {...rest} />;
    case 'termination':
      return <TerminationFields step={step} {...rest} />;
    case 'manual':
      return <ManualFields step={step} {...rest} />;
    case 'hold':
      return <HoldFields step={step} {...rest} />;
  }
}

function ExperimentFields({ step, path, choices, problem, onChange }: StepFieldsProps<'experiment'>) {
  const names = choices.scenarios.filter((each) => path === '' || each.path === path).map(({ name }) => name);
  const data = step.scenario !== '' && !names.includes(step.scenario) ? [...names, step.scenario] : names;
  const { trafficPpm, ramp, ...plain } = step;
  const how = ramp ? 'own' : trafficPpm === undefined ? 'scenario' : 'share';
  return (
    <div className={classes.fields}>
      <Select
        label="Scenario"
        placeholder={data.length > 0 ? 'What fails' : 'There is none for this path'}
        data={data}
        value={step.scenario || null}
        searchable
        allowDeselect={false}
        error={problem('scenario')}
        onChange={(scenario) => onChange({ ...step, scenario: scenario ?? '' })}
      />
      <div className={classes.pair}>
        <Select
          label="How far"
          data={[
            { value: 'scenario', label: 'ramp of the scenario' },
            { value: 'share', label: 'one stage' },
            ...(ramp ? [{ value: 'own', label: `own ramp, ${ramp.stages.length} stages` }] : []),
          ]}
          value={how}
          allowDeselect={false}
          error={problem('ramp')}
          onChange={(value) => {
            if (value === 'scenario') onChange(plain);
            if (value === 'share') onChange({ ...plain, trafficPpm: trafficPpm ?? 10_000 });
          }}
        />
        {how === 'share' && (
          <ShareInput
            label="Share"
            ppm={trafficPpm ?? Number.NaN}
            width={110}
            error={problem('trafficPpm')}
            onPpm={(ppm) => onChange({ ...plain, trafficPpm: numberOrNull(ppm) })}
          />
        )}
      </div>
      <Called step={step} onChange={onChange} problem={problem} />
    </div>
  );
}

function TerminationFields({ step, choices, problem, onChange }: StepFieldsProps<'termination'>) {
  const { count, sharePpm, zone, ...plain } = step;
  const who = zone !== undefined ? 'zone' : sharePpm !== undefined ? 'share' : count !== undefined ? 'count' : 'one';
  return (
    <div className={classes.fields}>
      <Autocomplete
        label="Group"
        className={classes.across}
        placeholder="The group’s key"
        data={[...choices.groups]}
        value={step.group}
        error={problem('group')}
        spellCheck={false}
        onChange={(group) => onChange({ ...step, group })}
      />
      <div className={classes.pair}>
        <Select
          label="Who"
          data={[
            { value: 'one', label: 'one by chance' },
            { value: 'count', label: 'several' },
            { value: 'share', label: 'a share' },
            { value: 'zone', label: 'a whole zone' },
          ]}
          value={who}
          allowDeselect={false}
          onChange={(value) => {
            if (value === 'count') onChange({ ...plain, count: 2 });
            else if (value === 'share') onChange({ ...plain, sharePpm: 250_000 });
            else if (value === 'zone') onChange({ ...plain, zone: '' });
            else onChange(plain);
          }}
        />
        {who === 'count' && (
          <NumberInput
            label="How many"
            w={110}
            value={count ?? ''}
            min={1}
            allowDecimal={false}
            error={problem('count')}
            onChange={(value) => onChange({ ...plain, count: typeof value === 'number' ? value : null })}
          />
        )}
        {who === 'share' && (
          <ShareInput
            label="Share"
            width={110}
            ppm={sharePpm ?? Number.NaN}
            error={problem('sharePpm')}
            onPpm={(ppm) => onChange({ ...plain, sharePpm: numberOrNull(ppm) })}
          />
        )}
        {who === 'zone' && (
          <TextInput
            label="Zone"
            w={130}
            value={zone ?? ''}
            error={problem('zone')}
            onChange={(event) => onChange({ ...plain, zone: event.currentTarget.value })}
          />
        )}
      </div>
      {(who === 'count' || who === 'share' || who === 'zone') && (
        <Checkbox
          label="One at a time: each only when the group is whole again"
          checked={step.oneAtATime ?? false}
          onChange={(event) => onChange({ ...step, oneAtATime: event.currentTarget.checked })}
        />
      )}
      <Radio.Group
        label="How"
        value={step.leashed ? 'leashed' : 'unleashed'}
        onChange={(value) => {
          const { confirm: _, ...unconfirmed } = step;
          onChange({ ...unconfirmed, leashed: value === 'leashed' });
        }}
      >
        <div className={classes.radios}>
          <Radio value="leashed" label="Dry run: everything but the kill" />
          <Radio value="unleashed" label="For real" />
        </div>
      </Radio.Group>
      {!step.leashed && (
        <TextInput
          label="Type the group’s key"
          description={step.group || 'the group is not chosen yet'}
          value={step.confirm ?? ''}
          error={problem('confirm')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...step, confirm: event.currentTarget.value })}
        />
      )}
      <Called step={step} onChange={onChange} problem={problem} />
    </div>
  );
}

function ManualFields({ step, problem, onChange }: StepFieldsProps<'manual'>) {
  return (
    <div className={classes.wide}>
      <TextInput
        label="Title"
        value={step.title}
        error={problem('title')}
        onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
      />
      <Textarea
        label="Instructions"
        placeholder="What somebody does, and how the others see that it is done"
        autosize
        minRows={2}
        maxRows={10}
        value={step.instructions}
        error={problem('instructions')}
        onChange={(event) => onChange({ ...step, instructions: event.currentTarget.value })}
      />
    </div>
  );
}

function HoldFields({ step, problem, onChange }: StepFieldsProps<'hold'>) {
  return (
    <div className={classes.question}>
      <TextInput
        label="Question"
        placeholder="What everybody stops and talks about"
        value={step.question}
        error={problem('question')}
        onChange={(event) => onChange({ ...step, question: event.currentTarget.value })}
      />
      <NumberInput
        label="For up to"
        suffix=" min"
        value={step.minutes ?? ''}
        min={1}
        max={480}
        allowDecimal={false}
        error={problem('minutes')}
        onChange={(value) => onChange({ ...step, minutes: typeof value === 'number' ? value : null })}
      />
    </div>
  );
}

/** A title of its own, where the kind has one to fall back to. */
function Called<S extends Extract<WrittenStep, { kind: 'experiment' | 'termination' }>>({
  step,
  problem,
  onChange,
}: {
  step: S;
  problem: FieldProblems;
  onChange: (step: WrittenStep) => void;
}) {
  return (
    <TextInput
      label="Called"
      className={classes.across}
      placeholder={step.kind === 'experiment' ? step.scenario : step.group && `kill in ${step.group}`}
      value={step.title ?? ''}
      error={problem('title')}
      onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
    />
  );
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

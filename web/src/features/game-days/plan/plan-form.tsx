import { NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { Panel } from '../../../components/panel.tsx';
import { ShareInput } from '../../../components/share-input.tsx';
import type { FieldProblems } from './field-problems.ts';
import classes from './plan.module.css';
import type { PlanChange } from './plan-changes.ts';
import type { PlanDraft } from './plan-draft.ts';
import { StepEditor } from './step-editor.tsx';
import type { Choices } from './step-fields.tsx';

export type PlanFormProps = {
  plan: PlanDraft;
  paths: readonly { name: string; title: string }[];
  choices: Choices;
  problem: FieldProblems;
  onChange: (change: PlanChange) => void;
};

/** The plan as fields: what for, the steps, the people, how far, and what ends it. */
export function PlanForm(props: PlanFormProps) {
  return (
    <div className="stack">
      <Purpose {...props} />
      <Panel title="Steps">
        <StepEditor {...props} />
      </Panel>
      <People {...props} />
      <Limits {...props} />
    </div>
  );
}

type Words = Partial<Omit<PlanDraft, 'steps'>>;

function Purpose({ plan, paths, problem, onChange }: PlanFormProps) {
  const set = (words: Words) => onChange({ kind: 'words', words });
  return (
    <Panel title="What for">
      <div className={classes.purpose}>
        <div className={classes.limits}>
          <TextInput
            label="Name"
            description="In small letters, digits and dashes."
            placeholder="pay-day"
            value={plan.name}
            error={problem('name')}
            spellCheck={false}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label="Critical path"
            description="Nothing else runs on it while the day is on."
            placeholder="The journey that must survive"
            data={paths.map(({ name, title }) => ({ value: name, label: title }))}
            value={plan.path || null}
            allowDeselect={false}
            error={problem('path')}
            onChange={(path) => set({ path: path ?? '' })}
          />
        </div>
        {paths.length === 0 && (
          <p className="small muted">
            There is no critical path yet, and a day is about one: <Link to="/paths/new">describe a critical path</Link>{' '}
            first. What is written here is kept in this browser.
          </p>
        )}
        <Textarea
          label="Goal"
          description="What everybody wants to know by the end."
          placeholder="Paying works while offers are away, and support hears of it within five minutes."
          autosize
          minRows={2}
          maxRows={6}
          value={plan.goal}
          error={problem('goal')}
          onChange={(event) => set({ goal: event.currentTarget.value })}
        />
      </div>
    </Panel>
  );
}

function People({ plan, problem, onChange }: PlanFormProps) {
  const set = (words: Words) => onChange({ kind: 'words', words });
  return (
    <Panel title="People" aside={<span className="small muted">by the names of their access tokens</span>}>
      <div className={classes.people}>
        <TextInput
          label="Lead"
          description="Moves the day on."
          value={plan.lead}
          error={problem('roles.lead')}
          autoComplete="off"
          onChange={(event) => set({ lead: event.currentTarget.value })}
        />
        <TagsInput
          label="Operators"
          description="May halt its steps."
          placeholder={plan.operators.length === 0 ? 'Name, then Enter' : ''}
          value={[...plan.operators]}
          error={problem('roles.operators')}
          onChange={(operators) => set({ operators })}
        />
        <TagsInput
          label="Observers"
          description="Watch, and write notes."
          placeholder={plan.observers.length === 0 ? 'Name, then Enter' : ''}
          value={[...plan.observers]}
          error={problem('roles.observers')}
          onChange={(observers) => set({ observers })}
        />
      </div>
    </Panel>
  );
}

function Limits({ plan, problem, onChange }: PlanFormProps) {
  const set = (words: Words) => onChange({ kind: 'words', words });
  return (
    <Panel title="How far, and what ends it">
      <div className={classes.limits}>
        <ShareInput
          label="Live traffic at most"
          description="Of the path, in treatment. A stage above it is held."
          ppm={plan.maxTreatmentPpm ?? Number.NaN}
          error={problem('limits.maxTreatmentPpm')}
          onPpm={(ppm) => set({ maxTreatmentPpm: Number.isNaN(ppm) ? null : ppm })}
        />
        <TagsInput
          label="Only in these regions"
          description="Left empty: in all of them."
          value={[...plan.regions]}
          error={problem('limits.regions')}
          onChange={(regions) => set({ regions })}
        />
        <Figure
          label="It lasts at most"
          description="Then it is over, and all of it is halted."
          suffix=" min"
          value={plan.maxMinutes}
          error={problem('limits.maxMinutes')}
          onValue={(maxMinutes) => set({ maxMinutes })}
        />
        <TextInput
          type="datetime-local"
          label="And it is over by"
          description="In your time. Left empty: only the length counts."
          styles={{ input: { width: 240 } }}
          value={plan.endsAt}
          error={problem('limits.endsAt')}
          onChange={(event) => set({ endsAt: event.currentTarget.value })}
        />
        <Figure
          label="Abort after halted experiments"
          description="Left empty: however many are halted."
          value={plan.haltedExperiments}
          error={problem('abort.haltedExperiments')}
          onValue={(haltedExperiments) => set({ haltedExperiments })}
        />
        <Figure
          label="Abort after failing users"
          description="In treatment. Left empty: however many fail."
          value={plan.failingUsers}
          error={problem('abort.failingUsers')}
          onValue={(failingUsers) => set({ failingUsers })}
        />
      </div>
    </Panel>
  );
}

type FigureProps = {
  label: string;
  description: string;
  suffix?: string;
  value: number | null;
  error: string | undefined;
  onValue: (value: number | null) => void;
};

/** A whole number that may be left empty. */
function Figure({ value, onValue, ...rest }: FigureProps) {
  return (
    <NumberInput
      {...rest}
      min={1}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      styles={{ input: { width: 140 } }}
      value={value ?? ''}
      onChange={(next) => onValue(typeof next === 'number' ? next : null)}
    />
  );
}

import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp, IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { newIdempotencyKey } from '../../../lib/idempotency-key.ts';
import { type StepKind, stepKinds } from '../step-kinds.ts';
import type { FieldProblems } from './field-problems.ts';
import classes from './plan.module.css';
import type { PlanChange } from './plan-changes.ts';
import { emptyStep, type PlanDraft, type StepDraft } from './plan-draft.ts';
import { type Choices, StepFields } from './step-fields.tsx';

type StepEditorProps = {
  plan: PlanDraft;
  choices: Choices;
  problem: FieldProblems;
  onChange: (change: PlanChange) => void;
};

const KINDS = Object.keys(stepKinds) as StepKind[];

/** The steps in their order: moved by buttons or with Alt and the arrows, removed with a way back. */
export function StepEditor({ plan, choices, problem, onChange }: StepEditorProps) {
  const list = useRef<HTMLOListElement>(null);
  const [removed, setRemoved] = useState<{ step: StepDraft; at: number } | null>(null);
  const focusNext = useRef<string | null>(null);
  const { steps } = plan;
  // A step that moves is put into the page anew and would lose the focus; so would the list to a step that is gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the steps
  useLayoutEffect(() => {
    const place = focusNext.current && list.current?.parentElement?.querySelector<HTMLElement>(focusNext.current);
    if (place) place.focus();
    focusNext.current = null;
  }, [steps]);
  const move = (key: string, by: -1 | 1) => {
    const at = steps.findIndex((each) => each.key === key);
    const end = at + by === 0 || at + by === steps.length - 1;
    focusNext.current = `[data-key="${key}"] [data-move="${end ? -by : by}"]`;
    onChange({ kind: 'move', key, by });
  };
  const add = (kind: StepKind) => {
    const key = newIdempotencyKey().slice(0, 8);
    focusNext.current = `[data-key="${key}"] :is(input, textarea)`;
    setRemoved(null);
    onChange({ kind: 'add', step: { key, step: emptyStep(kind) } });
  };
  const remove = (step: StepDraft, at: number) => {
    setRemoved({ step, at });
    focusNext.current = '[data-undo] button';
    onChange({ kind: 'remove', key: step.key });
  };
  return (
    <div className={classes.editor}>
      {steps.length === 0 && (
        <p className="muted">A day has at least one step. They begin one after the other, when the lead says so.</p>
      )}
      <ol ref={list} className={classes.steps} aria-label="Steps of the plan">
        {steps.map((each, place) => (
          <li
            key={each.key}
            data-key={each.key}
            onKeyDown={(event: KeyboardEvent) => {
              const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
              if (by === null || !event.altKey) return;
              event.preventDefault();
              move(each.key, by);
            }}
          >
            <Head step={each} place={place} of={steps.length} onMove={move} onRemove={() => remove(each, place)} />
            <StepFields
              step={each.step}
              path={plan.path}
              choices={choices}
              problem={(field) => problem(`steps.${place}.${field}`)}
              onChange={(step) => onChange({ kind: 'step', key: each.key, step })}
            />
          </li>
        ))}
      </ol>
      {removed && (
        <div className={classes.removed} role="status" data-undo>
          <span>
            Step {removed.at + 1}, {stepKinds[removed.step.step.kind].words}, is removed.
          </span>
          <Button
            small
            icon={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => {
              focusNext.current = `[data-key="${removed.step.key}"] :is(input, textarea)`;
              onChange({ kind: 'put-back', ...removed });
              setRemoved(null);
            }}
          >
            Put it back
          </Button>
        </div>
      )}
      <AddStep explain={steps.length === 0} onAdd={add} />
    </div>
  );
}

type HeadProps = {
  step: StepDraft;
  place: number;
  of: number;
  onMove: (key: string, by: -1 | 1) => void;
  onRemove: () => void;
};

function Head({ step: { key, step }, place, of, onMove, onRemove }: HeadProps) {
  const { icon: Icon, words } = stepKinds[step.kind];
  return (
    <div className={classes.head}>
      <span className={classes.number} aria-hidden>
        {place + 1}
      </span>
      <h3>
        <Icon size={16} aria-hidden />
        <span className={classes.hidden}>Step {place + 1}: </span>
        {words}
      </h3>
      <span className="grow" />
      <ActionIcon
        variant="subtle"
        color="gray"
        data-move={-1}
        disabled={place === 0}
        aria-label={`Move step ${place + 1} up`}
        title="Up (Alt ↑)"
        onClick={() => onMove(key, -1)}
      >
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        data-move={1}
        disabled={place === of - 1}
        aria-label={`Move step ${place + 1} down`}
        title="Down (Alt ↓)"
        onClick={() => onMove(key, 1)}
      >
        <IconArrowDown size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove step ${place + 1}`}
        title="Remove"
        onClick={onRemove}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

const explained: Readonly<Record<StepKind, string>> = {
  experiment: 'a scenario on live traffic, with its evidence and its halt',
  termination: 'members of a group die, or would',
  manual: 'somebody does something outside of Hormesis',
  hold: 'everybody stops and talks',
};

/** One button for each kind of step. What each is for is told while there is none. */
function AddStep({ explain, onAdd }: { explain: boolean; onAdd: (kind: StepKind) => void }) {
  return (
    <section className={classes.add} aria-label="Add a step" data-explain={explain || undefined}>
      {KINDS.map((kind) => {
        const { icon: Icon, words } = stepKinds[kind];
        return (
          <div key={kind}>
            <Button small icon={<Icon size={14} aria-hidden />} onClick={() => onAdd(kind)}>
              Add {kind === 'experiment' ? 'an' : 'a'} {words}
            </Button>
            {explain && <span className="muted small">{explained[kind]}</span>}
          </div>
        );
      })}
    </section>
  );
}

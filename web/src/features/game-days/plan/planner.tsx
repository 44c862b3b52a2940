import type { GameDayPlan } from '@hormesis/contract/game-day.ts';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { PageHead } from '../../../components/page-head.tsx';
import { Panel } from '../../../components/panel.tsx';
import { UnreadText } from '../../../components/unread-text.tsx';
import { YamlEditor } from '../../../components/yaml-editor.tsx';
import { formatTime } from '../../../lib/format-duration.ts';
import type { KeptDrafts } from '../../../lib/kept-drafts.ts';
import { readYaml } from '../../../lib/read-yaml.ts';
import { toYaml } from '../../../lib/to-yaml.ts';
import { useAction } from '../../../lib/use-action.ts';
import { lintPlan } from '../api/lint-plan.ts';
import { planGameDay } from '../api/plan-game-day.ts';
import { fieldProblems } from './field-problems.ts';
import { missingParts } from './missing-parts.ts';
import classes from './plan.module.css';
import { PlanCheck } from './plan-check.tsx';
import { fromDocument, type PlanDraft, toDocument } from './plan-draft.ts';
import type { KeptPlan } from './plan-drafts.ts';
import { PlanForm } from './plan-form.tsx';
import type { Choices } from './step-fields.tsx';
import { useLint } from './use-lint.ts';
import { usePlan } from './use-plan.ts';

type PlannerProps = {
  drafts: KeptDrafts<KeptPlan>;
  draftId: string;
  initial: PlanDraft;
  paths: readonly { name: string; title: string }[];
  choices: Choices;
  mayOperate: boolean;
};

/** A game day from nothing to planned, by fields or as YAML, with what the control plane says of it beside it. */
export function Planner({ drafts, draftId, initial, paths, choices, mayOperate }: PlannerProps) {
  const navigate = useNavigate();
  const { plan, dispatch, yaml, setYaml, keptAtMs, forget } = usePlan(drafts, draftId, initial);
  const [shape, setShape] = useState<'form' | 'yaml'>(yaml ? 'yaml' : 'form');
  const document = toDocument(plan);
  const { lint, error, current } = useLint(document);
  const missing = missingParts(plan);
  const keep = useAction(planGameDay, ({ id }) => {
    forget();
    void navigate(`/game-days/${id}`);
  });
  return (
    <>
      <PageHead
        title={plan.name.trim() || 'Plan a game day'}
        above={
          <>
            <Link to="/game-days" className="link">
              Game days
            </Link>{' '}
            &nbsp;/&nbsp; new
            {keptAtMs && ` · kept in this browser ${formatTime(new Date(keptAtMs).toISOString())}`}
          </>
        }
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Form or YAML"
            data={[
              { value: 'form', label: 'Form' },
              { value: 'yaml', label: 'YAML' },
            ]}
            value={shape}
            onChange={(value) => {
              // What could not be read yet waits as it is; all else follows the form.
              if (!yaml?.unread) setYaml(value === 'yaml' ? { text: toYaml(document), unread: false } : null);
              setShape(value === 'yaml' ? 'yaml' : 'form');
            }}
          />
        }
      />
      <div className={classes.wrap}>
        {shape === 'form' ? (
          <PlanForm
            plan={plan}
            paths={paths}
            choices={choices}
            problem={fieldProblems(lint?.problems ?? [], missing)}
            onChange={dispatch}
          />
        ) : (
          <Panel label="The plan as YAML">
            <YamlEditor<GameDayPlan>
              label="Game day as YAML"
              text={yaml?.text ?? ''}
              unread={yaml?.unread ?? false}
              onText={(text) => setYaml({ text, unread: true })}
              read={(text) => readYaml<GameDayPlan>(text, { kind: 'GameDay', lint: lintPlan })}
              onDocument={(read, text) => {
                dispatch({ kind: 'document', draft: fromDocument(read, (place) => `${draftId}-${place}`) });
                setYaml({ text, unread: false });
              }}
              words={{
                untouched: 'Change it here or in the form: both are the same plan.',
                read: 'Read: the form shows this.',
              }}
            />
          </Panel>
        )}
        <aside className={classes.aside} aria-label="What the control plane says">
          <PlanCheck
            lint={lint}
            current={current}
            missing={missing}
            unchecked={error}
            unread={
              yaml?.unread ? (
                <UnreadText seen={shape === 'yaml'} onOpen={() => setShape('yaml')} onDrop={() => setYaml(null)} />
              ) : null
            }
            mayOperate={mayOperate}
            planning={keep.isPending}
            refused={keep.error}
            onPlan={() => keep.run({ yaml: JSON.stringify(document) })}
          />
        </aside>
      </div>
    </>
  );
}

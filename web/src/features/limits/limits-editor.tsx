import type { Limits, LimitsView } from '@hormesis/contract/limits.ts';
import type { Problem } from '@hormesis/contract/problems.ts';
import { SegmentedControl, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Reasons } from '../../components/reasons.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { useAction } from '../../lib/use-action.ts';
import { saveLimits } from './api/save-limits.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import classes from './limits.module.css';
import { check, fromText, toText } from './limits-document.ts';
import { LimitsForm } from './limits-form.tsx';
import { changedParts, onTopOf } from './merge-limits.ts';
import { partTitles } from './part-words.ts';

type LimitsEditorProps = {
  /** The limits as they stand on the control plane; a newer version comes in while somebody edits. */
  view: LimitsView;
  paths: readonly string[];
  /** Read the limits again: somebody else has saved. */
  onBehind: () => void;
};

/** What is being changed: fields, or text that may not be YAML yet. */
type Draft = { kind: 'form'; limits: Limits } | { kind: 'yaml'; text: string };

/** Changes the limits by fields or as YAML, on the version that was read, and never over what somebody else saved meanwhile. */
export function LimitsEditor({ view, paths, onBehind }: LimitsEditorProps) {
  const client = useQueryClient();
  const [base, setBase] = useState(view);
  const [draft, setDraft] = useState<Draft>({ kind: 'form', limits: view.limits });
  const begin = (from: LimitsView, mine: Limits = from.limits) => {
    setBase(from);
    setDraft(draft.kind === 'form' ? { kind: 'form', limits: mine } : { kind: 'yaml', text: toText(mine) });
  };
  const save = useAction(saveLimits, (saved) => {
    client.setQueryData(['limits', saved.version], saved);
    begin(saved);
  });
  const read = draft.kind === 'form' ? check(draft.limits) : fromText(draft.text);
  const mine = 'limits' in read ? read.limits : null;
  const problems = 'problems' in read ? read.problems : [];
  const changed =
    draft.kind === 'form' ? changedParts(base.limits, draft.limits) : mine && changedParts(base.limits, mine);
  const edited = changed === null || changed.length > 0;
  const behind = view.version > base.version;
  // Nothing was typed: the newer version just takes its place.
  if (behind && !edited) begin(view);
  const refused = save.error instanceof ApiError ? save.error : null;
  const overtaken = refused?.code === 'changed_meanwhile' && !behind;
  useEffect(() => {
    if (overtaken) onBehind();
  }, [overtaken, onBehind]);

  return (
    <>
      {behind && edited && (
        <ConflictNotice
          before={base}
          theirs={view}
          mine={mine}
          onTheirs={() => {
            save.reset();
            begin(view);
          }}
          onMine={() => {
            save.reset();
            if (mine) begin(view, onTopOf(base.limits, view.limits, mine));
          }}
        />
      )}
      <div className="row">
        <SegmentedControl
          size="xs"
          aria-label="Edit as"
          data={[
            { value: 'form', label: 'Form' },
            { value: 'yaml', label: 'YAML' },
          ]}
          value={draft.kind}
          disabled={draft.kind === 'yaml' && mine === null}
          onChange={(kind) => {
            if (kind === 'yaml' && draft.kind === 'form') setDraft({ kind: 'yaml', text: toText(draft.limits) });
            if (kind === 'form' && mine) setDraft({ kind: 'form', limits: mine });
          }}
        />
        <span className="muted small">
          {draft.kind === 'yaml' && mine === null ? 'The form comes back when the YAML can be read.' : ''}
        </span>
      </div>
      {draft.kind === 'form' ? (
        <LimitsForm
          limits={draft.limits}
          problems={problems}
          paths={paths}
          onChange={(limits) => setDraft({ kind: 'form', limits })}
        />
      ) : (
        <Panel title="Limits as YAML">
          <Textarea
            aria-label="Limits as YAML"
            className={classes.editor}
            value={draft.text}
            onChange={(event) => setDraft({ kind: 'yaml', text: event.currentTarget.value })}
            autosize
            minRows={16}
            maxRows={32}
            spellCheck={false}
          />
          {problems.length > 0 && <Reasons reasons={problems.map(reasonOf)} />}
        </Panel>
      )}
      <div className={classes.foot} data-dirty={edited || undefined}>
        {refused && refused.code !== 'changed_meanwhile' && (
          <ErrorNotice error={refused} title="The limits were not saved." />
        )}
        <div className={classes.bar}>
          <span className={problems.length > 0 ? classes.wrong : 'muted'} role="status">
            {wordsOf(base, changed, problems)}
          </span>
          <span className="grow" />
          <Button disabled={!edited} onClick={() => begin(view)}>
            Discard
          </Button>
          <Button
            kind="primary"
            disabled={!edited || mine === null || behind}
            loading={save.isPending}
            onClick={() => mine && save.run({ yaml: toText(mine), version: base.version })}
          >
            Save as version {view.version + 1}
          </Button>
        </div>
      </div>
    </>
  );
}

function reasonOf({ field, message }: Problem): { code: string; message: string } {
  return { code: field, message: field ? `${field}: ${message}` : message };
}

function wordsOf(
  { version }: LimitsView,
  changed: ReturnType<typeof changedParts> | null,
  problems: readonly Problem[],
): string {
  if (problems.length > 0)
    return problems.length === 1 ? 'One thing is wrong.' : `${problems.length} things are wrong.`;
  if (!changed || changed.length === 0) return `Version ${version}, nothing changed.`;
  return `Not saved yet: ${changed.map((part) => partTitles[part].toLowerCase()).join(', ')}.`;
}

import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { IconFileText, IconLock } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { toYaml } from '../../lib/to-yaml.ts';
import { usePathBaseline } from './api/read-baseline.ts';
import { CallGroupsPanel } from './call-groups-panel.tsx';
import { ConflictBanner } from './conflict-banner.tsx';
import { EntriesPanel } from './entries-panel.tsx';
import { JourneyPanel } from './journey-panel.tsx';
import { KpisPanel } from './kpis-panel.tsx';
import classes from './path-editor.module.css';
import { pathProblem } from './problem-words.ts';
import { usePathDraft } from './use-path-draft.ts';

type PathEditorProps = {
  /** As the control plane keeps it now; null: a new one. */
  kept: CriticalPathView | null;
  topology: Topology | undefined;
  /** An experiment of it that runs: who is in which arm must not change under it. */
  inUseBy: { id: string; title: string } | null;
  mayOperate: boolean;
  onSaved: (name: string) => void;
};

/** One path: the journey, what may be failed on it, and what counts as harm. */
export function PathEditor({ kept, topology, inUseBy, mayOperate, onSaved }: PathEditorProps) {
  const draft = usePathDraft(kept, onSaved);
  const { base, mine, isDirty, theirs, save, change, lookAgain } = draft;
  const baseline = usePathBaseline(mine.name, kept?.version ?? 0);
  const fromFile = kept?.source === 'file';
  const conflicted = save.error instanceof ApiError && save.error.code === 'changed_meanwhile';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal
  useEffect(() => {
    if (conflicted) lookAgain(mine.name);
  }, [conflicted]);
  return (
    <div className={classes.editor}>
      {theirs && (
        <ConflictBanner base={base} mine={mine} theirs={theirs} onTheirs={draft.takeTheirs} onMine={draft.applyAgain} />
      )}
      {fromFile && (
        <Banner
          tone="neutral"
          icon={<IconFileText size={18} aria-hidden />}
          title={`Kept in the file ${kept.file ?? ''}, read-only here.`}
        >
          Try changes on this page, then put the YAML into that file.
        </Banner>
      )}
      {inUseBy && (
        <Banner
          tone="treatment"
          icon={<IconLock size={18} aria-hidden />}
          title={
            <>
              <Link to={`/experiments/${inUseBy.id}`} className="link">
                {inUseBy.title}
              </Link>{' '}
              is on this path now.
            </>
          }
        >
          Entries and what tells users apart stay as they are until it ends. The allowlist may change: what is taken off
          it is not failed any more, at once.
        </Banner>
      )}
      <div className={classes.halves}>
        <JourneyPanel path={mine} isNew={kept === null} onChange={change} />
        <EntriesPanel
          path={mine}
          services={topology?.services.map(({ service }) => service) ?? []}
          frozen={inUseBy !== null}
          onChange={change}
        />
      </div>
      <CallGroupsPanel path={mine} topology={topology} onChange={change} />
      <KpisPanel path={mine} baseline={baseline.data} onChange={change} />
      <details>
        <summary className="muted small">The same as YAML</summary>
        <CodeBlock text={toYaml(mine)} label={`${mine.title || 'The path'} as YAML`} />
      </details>
      {mayOperate && (
        <div className={classes.save} data-dirty={isDirty || undefined}>
          {save.error && !(conflicted && theirs) && (
            <ErrorNotice
              error={save.error}
              title="It was not saved. What you changed is still here."
              problemWords={pathProblem}
            />
          )}
          <Panel label="Save">
            <div className={classes.bar}>
              <span className="muted small" aria-live="polite">
                {stateWords(isDirty, base.version, fromFile)}
              </span>
              <span className="grow" />
              <CopyText text={toYaml(mine)} name="YAML" />
              {!fromFile && (
                <>
                  <Button disabled={!isDirty} onClick={draft.discard}>
                    Discard changes
                  </Button>
                  <Button
                    kind="primary"
                    disabled={!isDirty || theirs !== null}
                    loading={save.isPending}
                    onClick={() => save.run({ path: mine, expected: base.version })}
                  >
                    {base.version === 0 ? 'Save' : `Save as version ${base.version + 1}`}
                  </Button>
                </>
              )}
            </div>
          </Panel>
        </div>
      )}
    </div>
  );
}

function stateWords(isDirty: boolean, version: number, fromFile: boolean): string {
  if (isDirty) return fromFile ? 'Changed on this page only.' : 'Not saved yet.';
  return version === 0 ? 'Nothing is filled in yet.' : `Version ${version}, nothing changed.`;
}

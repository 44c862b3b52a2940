import type { CriticalPathView, Scenario } from '@hormesis/contract/scenario.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { PageHead } from '../../components/page-head.tsx';
import { Reasons } from '../../components/reasons.tsx';
import { UnreadText } from '../../components/unread-text.tsx';
import { YamlEditor } from '../../components/yaml-editor.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { formatTime } from '../../lib/format-duration.ts';
import { readYaml } from '../../lib/read-yaml.ts';
import { toYaml } from '../../lib/to-yaml.ts';
import { useAction } from '../../lib/use-action.ts';
import { lintScenario } from './api/lint-scenario.ts';
import { usePreview } from './api/preview-design.ts';
import { type Ran, type Run, runDesign } from './api/run-design.ts';
import type { Design } from './design.ts';
import classes from './designer.module.css';
import { DesignerSteps } from './designer-steps.tsx';
import type { Drafts } from './drafts.ts';
import { PredictedPanel } from './predicted-panel.tsx';
import { designProblem } from './problem-words.ts';
import { runOptions } from './run-options.ts';
import { titleOf, toDocument } from './scenario-document.ts';
import { StartPanel } from './start-panel.tsx';
import { useDesign } from './use-design.ts';
import { yamlSkeleton } from './yaml-skeleton.ts';

/** Long enough that a figure is typed, short enough that nobody waits. */
const PAUSE_MS = 250;

type DesignerProps = {
  drafts: Drafts;
  draftId: string;
  initial: Design;
  paths: readonly CriticalPathView[];
  topology: Topology | undefined;
  /** Names of the scenarios there are. */
  takenNames: readonly string[];
  /** Changes when what refuses a start may have changed. */
  moment: string;
  mayOperate: boolean;
};

/** An experiment from "what fails" to "start", with what it would touch and what refuses it beside it. */
export function Designer(props: DesignerProps) {
  const { drafts, draftId, initial, paths, topology, takenNames, moment, mayOperate } = props;
  const navigate = useNavigate();
  const pathOf = (name: string) => paths.find((each) => each.name === name)?.path;
  const around = (of: Design) => ({ path: pathOf(of.path), takenNames });
  const { design, dispatch, yaml, setYaml, keptAtMs, forget } = useDesign(drafts, draftId, initial, (of) =>
    titleOf(of, around(of)),
  );
  const [shape, setShape] = useState<'form' | 'yaml'>(yaml ? 'yaml' : 'form');
  const [ran, setRan] = useState<Ran | null>(null);

  const document = toDocument(design, around(design));
  const [asked] = useDebouncedValue(JSON.stringify(document), PAUSE_MS);
  const preview = usePreview(asked === 'null' ? null : JSON.parse(asked), design.when, moment);
  const shown = document && preview.data?.path === design.path ? preview.data : undefined;
  const proposal = shown ? (shown.proposedRamp ?? shown.ramp) : null;
  useEffect(() => {
    if (proposal) dispatch({ kind: 'proposed', ramp: proposal });
  }, [proposal, dispatch]);

  const run = useAction(
    (what: Run, key: string) => runDesign(what, key, (saved) => dispatch({ kind: 'saved', saved })),
    (result, what) => {
      if (!result.experiment) return setRan(what.act === 'testers' ? result : ran);
      forget();
      void navigate(`/experiments/${result.experiment.id}`);
    },
  );
  const [act, setAct] = useState<Run['act'] | null>(null);
  const onRun = (next: Run['act']) => {
    if (!document) return;
    setAct(next);
    const expected = design.saved?.name === document.name ? design.saved.version : 0;
    run.run({ document, expected, act: next, when: design.audience === 'live' ? design.when : { kind: 'now' } });
  };

  // What would be started is what was read last, and not the text that somebody wrote since.
  const isUnread = yaml?.unread === true;
  const options = runOptions(design, shown, ran?.token !== undefined);
  const title = titleOf(design, around(design));
  return (
    <>
      <PageHead
        title={title === '' || !document ? 'Design an experiment' : title}
        above={
          <>
            {pathOf(design.path)?.title ?? 'Experiments'} / new experiment
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
              if (!yaml?.unread)
                setYaml(
                  value === 'yaml'
                    ? { text: document ? toYaml(document) : yamlSkeleton(pathOf(design.path)), unread: false }
                    : null,
                );
              setShape(value === 'yaml' ? 'yaml' : 'form');
            }}
          />
        }
      />
      <div className={classes.wrap}>
        <div className={classes.steps}>
          {shape === 'form' ? (
            <DesignerSteps
              design={design}
              paths={paths}
              topology={topology}
              preview={shown}
              around={around(design)}
              onChange={dispatch}
            />
          ) : (
            <YamlEditor<Scenario>
              label="Scenario as YAML"
              text={yaml?.text ?? ''}
              unread={yaml?.unread ?? false}
              onText={(text) => setYaml({ text, unread: true })}
              read={(text) => readYaml<Scenario>(text, { kind: 'Scenario', lint: lintScenario })}
              onDocument={(scenario, text) => {
                dispatch({ kind: 'document', document: scenario });
                setYaml({ text, unread: false });
              }}
              words={{
                untouched: 'Change it here or in the form: both are the same design.',
                read: 'Read: the form and the preview show this.',
              }}
            />
          )}
        </div>
        <aside className={classes.aside} aria-label="Preview">
          <PredictedPanel
            preview={shown}
            testersOnly={design.audience === 'testers'}
            services={topology?.services ?? []}
            stale={
              document && (preview.error || isUnread) && shown
                ? `as of ${formatTime(new Date(preview.atMs).toISOString())}`
                : null
            }
          />
          <StartPanel
            options={options}
            problem={
              isUnread ? (
                <UnreadText seen={shape === 'yaml'} onOpen={() => setShape('yaml')} onDrop={() => setYaml(null)} />
              ) : document ? (
                problemOf(preview.error)
              ) : null
            }
            mayOperate={mayOperate}
            running={run.isPending ? act : null}
            error={run.error}
            asked={act}
            saved={design.saved}
            token={ran?.token ?? null}
            onRun={onRun}
          />
        </aside>
      </div>
    </>
  );
}

/** What keeps the preview away: a figure that is none, or no connection. Nothing that was typed is lost by either. */
function problemOf(error: Error | null) {
  if (!error) return null;
  if (error instanceof ApiError && error.problems.length > 0) {
    return (
      <div role="alert">
        <b>This cannot be run as it is:</b>
        <Reasons
          reasons={error.problems.map((problem) => ({ code: problem.field, message: designProblem(problem) }))}
        />
      </div>
    );
  }
  return (
    <div role="alert">
      <b>It could not be previewed.</b> {error.message} What you chose is kept in this browser.
    </div>
  );
}

import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatShare } from '../../lib/format-share.ts';
import { unbroken } from '../../lib/sentence.ts';
import { useAction } from '../../lib/use-action.ts';
import { useCriticalPath } from './api/read-path.ts';
import { startExperiment } from './api/start-experiment.ts';
import { FaultsList } from './faults-list.tsx';
import { rampWords, shortestRun } from './ramp-words.ts';
import { Refusals } from './refusals.tsx';
import classes from './start-dialog.module.css';
import { TesterTokenForm } from './tester-token-form.tsx';

/** What will fail, for how much of the traffic, and everything that would refuse it, before it starts. */
export function StartDialog({ view, onClose }: { view: ScenarioView; onClose: () => void }) {
  const navigate = useNavigate();
  const start = useAction(startExperiment, ({ id }) => navigate(`/experiments/${id}`));
  const { scenario, testersOnly, refusals } = view;
  const refused = testersOnly || refusals.length > 0;
  // Another person's approval lifts limits of shares, and no other.
  const draftable = refusals.every(({ code }) => code === 'share_above_limit' || code === 'region_above_limit');
  return (
    <Dialog title={scenario.title} open onClose={onClose}>
      <div className="stack">
        <p className="muted">{unbroken(scenario.hypothesis)}</p>
        <section>
          <h3 className={classes.heading}>Fails</h3>
          <FaultsList resolved={view.resolved} />
        </section>
        {!testersOnly && <RampSummary view={view} />}
        {refused && <Refusals view={view} />}
        {start.error && <ErrorNotice error={start.error} title="It was not started." />}
        {testersOnly ? (
          <TesterTokenForm scenario={view.name} />
        ) : (
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            {draftable && (
              <Button loading={start.isPending} onClick={() => start.run({ scenario: view.name, draft: true })}>
                Draft for approval
              </Button>
            )}
            <Button
              kind="primary"
              icon={<IconPlayerPlay size={15} aria-hidden />}
              disabled={refused}
              loading={start.isPending}
              onClick={() => start.run({ scenario: view.name })}
            >
              Start on live traffic
            </Button>
          </DialogActions>
        )}
      </div>
    </Dialog>
  );
}

function RampSummary({ view }: { view: ScenarioView }) {
  const path = useCriticalPath(view.scenario.path);
  const ramp = view.scenario.ramp ?? path.data?.path.ramp;
  const approval = path.data?.path.approval;
  return (
    <section>
      <h3 className={classes.heading}>Ramp on {view.scenario.path}</h3>
      {ramp ? (
        <>
          <p className={classes.ramp}>{rampWords(ramp)}</p>
          <p className="muted small">
            At least {shortestRun(ramp)}; each stage waits for its gate. Halts itself when treatment users are worse
            off, with at most a {formatShare(view.scenario.guardrails.alphaPpm)} chance of a false alarm, or after{' '}
            {view.scenario.guardrails.budgetUnits} failed users beyond the usual.
          </p>
        </>
      ) : (
        <p className="muted small">{path.isPending ? 'Reading the ramp of the path…' : 'The default ramp.'}</p>
      )}
      {approval && (
        <p className={`${classes.approval} muted small`}>
          Approved above {formatShare(path.data?.path.maxTreatmentPpm ?? 0)} by {approval.by}:{' '}
          {unbroken(approval.reason)}
        </p>
      )}
    </section>
  );
}

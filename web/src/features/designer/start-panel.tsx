import type { TesterToken } from '@hormesis/contract/experiment.ts';
import {
  IconCheck,
  IconClock,
  IconDeviceFloppy,
  IconLock,
  IconPlayerPlay,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { ApiError, adviceFor } from '../../lib/api-error.ts';
import { upperFirst } from '../../lib/sentence.ts';
import type { Run } from './api/run-design.ts';
import type { RunOptions } from './run-options.ts';
import classes from './start-panel.module.css';
import { TesterHeader } from './tester-header.tsx';

type StartPanelProps = {
  options: RunOptions | null;
  /** Why the figures cannot be previewed, in sentences: what somebody typed, or no connection. */
  problem: ReactNode;
  mayOperate: boolean;
  running: Run['act'] | null;
  /** What went wrong with what was asked last, and what that was. */
  error: Error | null;
  asked: Run['act'] | null;
  saved: { name: string; version: number } | null;
  token: TesterToken | null;
  onRun: (act: Run['act']) => void;
};

const ways = {
  testers: { label: 'Start with testers', Icon: IconUserCheck },
  live: { label: 'Start on live traffic', Icon: IconPlayerPlay },
  schedule: { label: 'Schedule', Icon: IconClock },
  draft: { label: 'Ask for approval', Icon: IconUsers },
  unknown: { label: 'Start', Icon: IconPlayerPlay },
} as const;

/** Everything that would refuse it, and the way on. */
export function StartPanel(props: StartPanelProps) {
  const { options, problem, mayOperate, running, error, asked, saved, token, onRun } = props;
  const { label, Icon } = ways[options?.scheduled ? 'schedule' : (options?.act ?? 'unknown')];
  return (
    <Panel title={token ? 'Testers can try it' : 'Before it can start'}>
      <div className={classes.body} aria-live="polite">
        {token && <TesterHeader token={token} />}
        {problem}
        {!problem && !options && <p className="muted small">Nothing is chosen yet.</p>}
        {!problem && options && !isOldNews(options, error) && <Refusals options={options} />}
        {error && <ErrorNotice error={error} title={asked === 'save' ? 'It was not saved.' : 'It was not started.'} />}
        {error instanceof ApiError && error.code === 'changed_meanwhile' && (
          <p className="small muted">To keep both, give yours another name in step 5.</p>
        )}
        {saved && !running && !error && (
          <p className="small muted">
            Kept as{' '}
            <Link to={`/scenarios/${saved.name}`} className="link strong">
              {saved.name}
            </Link>
            , version {saved.version}.
          </p>
        )}
        {mayOperate ? (
          <div className={classes.acts}>
            <Button
              disabled={!options || Boolean(problem)}
              icon={<IconDeviceFloppy size={15} aria-hidden />}
              label="Save as scenario"
              loading={running === 'save'}
              onClick={() => onRun('save')}
            >
              Save
            </Button>
            <Button
              kind="primary"
              icon={<Icon size={15} aria-hidden />}
              disabled={!options || options.refusals.length > 0 || Boolean(problem)}
              loading={running !== null && running !== 'save'}
              onClick={() => options && onRun(options.act)}
            >
              {label}
            </Button>
          </div>
        ) : (
          <p className="small muted">You may look and try figures. To save or start it takes the role operator.</p>
        )}
      </div>
    </Panel>
  );
}

/** The start was refused a moment ago: that no limit refuses it was told before. */
function isOldNews({ refusals, later }: RunOptions, error: Error | null): boolean {
  return error !== null && refusals.length === 0 && later.length === 0;
}

function Refusals({ options: { refusals, later, act } }: { options: RunOptions }) {
  if (refusals.length === 0 && later.length === 0) {
    return (
      <p className={classes.free}>
        <IconCheck size={15} aria-hidden /> No limit refuses it.
      </p>
    );
  }
  const told = refusals.length > 0 ? refusals : later;
  // Whoever may lift it is asked by the button below: then no other way on is needed. Nor is one said twice.
  const isSaidFirst = (code: string, place: number) => told.findIndex((each) => each.code === code) === place;
  return (
    <div className={classes.refused} data-later={refusals.length === 0 || undefined}>
      <div className={classes.head}>
        <IconLock size={15} aria-hidden />
        {headline(refusals.length, later.length, act)}
      </div>
      <ul>
        {told.map(({ code, message }, place) => (
          <li key={`${code} ${message}`}>
            {upperFirst(message)}
            {act !== 'draft' && isSaidFirst(code, place) && <div className="muted small">{adviceFor(code)}</div>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function headline(refusals: number, later: number, act: RunOptions['act']): string {
  if (refusals === 1) return 'One limit refuses this';
  if (refusals > 1) return `${refusals} limits refuse this`;
  if (act === 'draft') return 'Another person has to approve this';
  return later === 1
    ? 'Testers may start; one limit refuses live traffic'
    : `Testers may start; ${later} limits refuse live traffic`;
}

import type { Identity } from '@hormesis/contract/access.ts';
import type { Status } from '@hormesis/contract/status.ts';
import { Link } from 'react-router';
import { HaltAllButton } from '../features/halt/halt-all-button.tsx';
import { HaltCount } from '../features/halt/halt-count.tsx';
import type { HaltProgressStore } from '../features/halt/halt-progress-store.ts';
import type { HaltAll } from '../features/halt/use-halt-all.ts';
import { formatCount } from '../lib/format-number.ts';
import { formatShare } from '../lib/format-share.ts';
import type { Live } from '../lib/use-live-topic.ts';
import classes from './header.module.css';
import { DataAge } from './line-bar.tsx';
import { PersonMenu } from './person-menu.tsx';

type HeaderProps = {
  identity: Identity;
  status: Status | undefined;
  line: Live<unknown>['line'];
  halt: HaltAll | null;
  progress: HaltProgressStore;
};

/** What is being hurt right now, and the button that stops it. `halt` is null for somebody who may only read. */
export function Header({ identity, status, line, halt, progress }: HeaderProps) {
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.brand}>
        <i aria-hidden />
        Hormesis
      </Link>
      {status && <Facts status={status} line={line} />}
      <span className="grow" />
      <HaltCount
        progress={progress}
        pending={halt?.isPending ?? false}
        repeating={halt?.isRepeating ?? false}
        agents={status?.agents.connected ?? 0}
      />
      <PersonMenu identity={identity} />
      {halt && <HaltAllButton halt={halt} />}
    </header>
  );
}

function Facts({ status, line }: Pick<HeaderProps, 'line'> & { status: Status }) {
  const { traffic, experiments, agents, ready } = status;
  return (
    <div className={classes.facts}>
      <span>
        <b data-hurt={traffic.treatmentPpm > 0 || undefined}>{formatShare(traffic.treatmentPpm)}</b> of live traffic in
        treatment
      </span>
      <span>
        <b>{formatCount(experiments.running)}</b> {experiments.running === 1 ? 'experiment' : 'experiments'} running
        {experiments.paused > 0 && <>, {formatCount(experiments.paused)} paused</>}
      </span>
      <span>
        <b>{formatCount(agents.connected)}</b> {agents.connected === 1 ? 'agent' : 'agents'} connected
      </span>
      {'heardAtMs' in line && (
        <span className={classes.stale}>
          <DataAge line={line} /> old
        </span>
      )}
      {!ready && <strong className={classes.unready}>control plane not ready</strong>}
    </div>
  );
}

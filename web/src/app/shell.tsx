import type { Identity } from '@hormesis/contract/access.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { useCallback, useEffect, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { ErrorNotice } from '../components/error-notice.tsx';
import { ReloadButton } from '../components/reload-button.tsx';
import { useSession } from '../features/access/api/read-session.ts';
import { mayOperate } from '../features/access/may-operate.ts';
import { DayOnBanner } from '../features/game-days/day-on-banner.tsx';
import { HaltProgressStore } from '../features/halt/halt-progress-store.ts';
import { HaltResult } from '../features/halt/halt-result.tsx';
import { HoldBanner } from '../features/halt/hold-banner.tsx';
import { useHaltAll } from '../features/halt/use-halt-all.ts';
import { isSignedOut } from '../lib/api-error.ts';
import { useLiveTopic } from '../lib/use-live-topic.ts';
import { HaltAlone } from './halt-alone.tsx';
import { Header } from './header.tsx';
import { LineBar } from './line-bar.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import type { ShellContext } from './shell-context.ts';

/** The frame of every page. Nobody sees it without a session. */
export function Shell() {
  const session = useSession();
  const toSignIn = useToSignIn();
  const onSignedOut = useCallback(() => toSignIn({ ended: true }), [toSignIn]);
  const signedOut = isSignedOut(session.error);
  useEffect(() => {
    if (signedOut) toSignIn({ ended: false });
  }, [signedOut, toSignIn]);
  if (session.data) return <Frame identity={session.data} onSignedOut={onSignedOut} />;
  if (session.error && !signedOut) {
    return (
      <HaltAlone>
        <ErrorNotice error={session.error} title="Hormesis can't be reached." action={<ReloadButton />} />
      </HaltAlone>
    );
  }
  return null;
}

function Frame({ identity, onSignedOut }: { identity: Identity; onSignedOut: () => void }) {
  const [progress] = useState(() => new HaltProgressStore());
  const now = useLiveTopic<Now>('now', '/now', onSignedOut, progress.hear);
  const operates = mayOperate(identity.role);
  const halt = useHaltAll();
  const status = now.data?.status;
  const context: ShellContext = { identity, mayOperate: operates, held: status?.hold.on ?? false, now, onSignedOut };
  return (
    <div className={classes.app}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <Header identity={identity} status={status} line={now.line} halt={operates ? halt : null} progress={progress} />
      <Navigation
        running={status?.experiments.running ?? 0}
        gameDays={now.data?.gameDays.length ?? 0}
        findings={now.data?.findings.blocking ?? 0}
      />
      <main id="content" className={classes.main}>
        <div className={classes.notices}>
          <LineBar line={now.line} />
          <HaltResult halt={halt} />
          {status && <HoldBanner hold={status.hold} mayOperate={operates} />}
          {now.data && <DaysOn days={now.data.gameDays} />}
        </div>
        <Outlet context={context} />
      </main>
    </div>
  );
}

/** Days that are on, on every page but their own. */
function DaysOn({ days }: { days: Now['gameDays'] }) {
  const { pathname } = useLocation();
  return days.map((day) => pathname !== `/game-days/${day.id}` && <DayOnBanner key={day.id} day={day} />);
}

/** Goes to the sign-in page and remembers where the person was: with the design they were at, which the address names. `ended`: they had a session. */
function useToSignIn(): (session: { ended: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    ({ ended }) => {
      // Asked for when it is needed: watchers begin anew whenever this function is another.
      const { pathname, search } = window.location;
      // Each stream says it, and the first one has led there.
      if (pathname === '/sign-in') return;
      void navigate('/sign-in', { replace: true, state: { from: pathname + search, ended } });
    },
    [navigate],
  );
}

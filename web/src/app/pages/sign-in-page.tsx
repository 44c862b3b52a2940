import { IconClock } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { Banner } from '../../components/banner.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { signIn } from '../../features/access/api/sign-in.ts';
import { SignInForm } from '../../features/access/sign-in-form.tsx';
import { takeFragmentToken } from '../../lib/fragment-token.ts';
import { useAction } from '../../lib/use-action.ts';
import classes from './sign-in-page.module.css';

/** Signs in by the printed link, whose fragment never reaches a server's log, or by a typed token. */
export function SignInPage() {
  const [linkToken] = useState(takeFragmentToken);
  const navigate = useNavigate();
  const { state } = useLocation();
  const client = useQueryClient();
  const action = useAction(signIn, (identity) => {
    client.clear();
    client.setQueryData(['session'], identity);
    void navigate(cameFrom(state), { replace: true });
  });
  const { run } = action;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once; a link pasted into this very tab only changes the fragment
  useEffect(() => {
    document.title = 'Sign in · Hormesis';
    if (linkToken) run({ token: linkToken });
    const pasted = () => {
      const token = takeFragmentToken();
      if (token) run({ token });
    };
    window.addEventListener('hashchange', pasted);
    return () => window.removeEventListener('hashchange', pasted);
  }, [linkToken]);

  return (
    <main className={classes.page}>
      <h1>
        <i aria-hidden />
        Hormesis
      </h1>
      {hasEnded(state) && !action.error && (
        <Banner tone="inconclusive" icon={<IconClock size={18} aria-hidden />} title="Your session has ended.">
          Sign in, and you are back where you were. Experiments went on; what you were designing is kept in this
          browser.
        </Banner>
      )}
      {action.error && <ErrorNotice error={action.error} title="You were not signed in." />}
      <Panel title="Sign in">
        <SignInForm busy={action.isPending} onToken={(token) => run({ token })} />
      </Panel>
    </main>
  );
}

function hasEnded(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'ended' in state && state.ended === true;
}

function cameFrom(state: unknown): string {
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : undefined;
  return typeof from === 'string' && from.startsWith('/') && !from.startsWith('/sign-in') ? from : '/';
}

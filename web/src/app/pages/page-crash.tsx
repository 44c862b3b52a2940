import { useRouteError } from 'react-router';
import { PageHead } from '../../components/page-head.tsx';
import { CrashNotice } from '../crash-notice.tsx';
import { useShell } from '../shell-context.ts';

/** A page that could not be drawn. Header and halt button live outside it and go on working; a reader has no such button. */
export function PageCrash() {
  const cause = useRouteError();
  const { mayOperate } = useShell();
  return (
    <>
      <PageHead title="This page could not be drawn" />
      <CrashNotice cause={cause} title={`The header above still works${mayOperate ? ', and so does Halt all' : ''}.`} />
    </>
  );
}

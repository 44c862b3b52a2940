import { useRouteError } from 'react-router';
import { PageHead } from '../../components/page-head.tsx';
import { CrashNotice } from '../crash-notice.tsx';

/** A page that could not be drawn. Header and halt button live outside it and go on working. */
export function PageCrash() {
  const cause = useRouteError();
  return (
    <>
      <PageHead title="This page could not be drawn" />
      <CrashNotice cause={cause} title="The header above still works, and so does Halt all." />
    </>
  );
}

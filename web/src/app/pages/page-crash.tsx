import { useRouteError } from 'react-router';
import { ErrorNotice } from '../../components/error-notice.tsx';

/** A page that could not be drawn. Header and halt button live outside it and go on working. */
export function PageCrash() {
  const cause = useRouteError();
  const error = cause instanceof Error ? cause : new Error(String(cause));
  return <ErrorNotice error={error} title="This page could not be drawn. Reload it; the header above still works." />;
}

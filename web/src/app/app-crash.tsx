import { useRouteError } from 'react-router';
import { CrashNotice } from './crash-notice.tsx';
import { HaltAlone } from './halt-alone.tsx';

/** Even the frame could not be drawn. */
export function AppCrash() {
  return (
    <HaltAlone>
      <CrashNotice cause={useRouteError()} title="The page could not be drawn." />
    </HaltAlone>
  );
}

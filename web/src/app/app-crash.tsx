import { useRouteError } from 'react-router';
import { HaltAlone } from './halt-alone.tsx';

/** Even the frame could not be drawn. */
export function AppCrash() {
  const cause = useRouteError();
  return (
    <HaltAlone error={cause instanceof Error ? cause : new Error(String(cause))} title="The page could not be drawn." />
  );
}

import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';
import { Loading } from './loading.tsx';
import { PageHead } from './page-head.tsx';

type PageUnreadProps = {
  /** What kind of page it is: its own name is not known yet. */
  heading: string;
  error: Error | null;
  /** What is said when there is an error. */
  title: string;
  action?: ReactNode;
  label: string;
  panels?: number;
};

/** A page that names itself only once it has been read: until then what it is, with grey shapes or with what went wrong. */
export function PageUnread({ heading, error, title, action, label, panels = 2 }: PageUnreadProps) {
  return (
    <>
      <PageHead title={heading} />
      {error ? <ErrorNotice error={error} title={title} action={action} /> : <Loading panels={panels} label={label} />}
    </>
  );
}

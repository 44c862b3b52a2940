import { Skeleton } from '@mantine/core';
import { Link } from 'react-router';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useCallGroupExperiments } from './api/list-call-group-experiments.ts';
import { RecentList } from './recent-list.tsx';

const SHOWN = 4;

type CallGroupHistoryProps = { callGroup: string; moment: string };

/** What happened when a call group was failed on purpose before. */
export function CallGroupHistory({ callGroup, moment }: CallGroupHistoryProps) {
  const { data, error } = useCallGroupExperiments(callGroup, moment);
  if (error) return <ErrorNotice error={error} title="Its experiments could not be read." />;
  if (!data) return <Skeleton height={36} />;
  if (data.length === 0) return <p className="muted">It was never failed on purpose: nobody knows yet.</p>;
  return (
    <>
      <RecentList experiments={data.slice(0, SHOWN)} />
      {data.length > SHOWN && (
        <p className="small">
          <Link to="/experiments" className="link muted">
            {data.length - SHOWN} more before that
          </Link>
        </p>
      )}
    </>
  );
}

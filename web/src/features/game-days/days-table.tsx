import type { GameDaySummary } from '@hormesis/contract/game-day.ts';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Moment } from '../../components/moment.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { DayMark } from './state-marks.tsx';

const common: readonly Column<GameDaySummary>[] = [
  { title: 'Game day', cell: (day) => <Title day={day} /> },
  { title: 'Path', cell: ({ path }) => <span className="nowrap">{path}</span> },
  { title: 'Steps', cell: ({ stepCount }) => stepCount, right: true },
  { title: 'Lead', cell: ({ lead }) => lead },
];
const planned: readonly Column<GameDaySummary>[] = [
  ...common,
  { title: 'Planned by', cell: ({ createdBy }) => createdBy },
  { title: 'Planned', cell: ({ createdAt }) => <Moment at={createdAt} /> },
];
const past: readonly Column<GameDaySummary>[] = [
  ...common,
  { title: 'Outcome', cell: (day) => <Outcome day={day} /> },
  { title: 'Ended', cell: ({ state, createdAt }) => <Moment at={'at' in state ? state.at : createdAt} /> },
  {
    title: 'Report',
    cell: ({ id, name }) => (
      <Link to={`/game-days/${id}/report`} className="link" aria-label={`Report of ${name}`}>
        Report
      </Link>
    ),
  },
];

/** Days that wait for their lead. */
export function PlannedDays({ days }: { days: readonly GameDaySummary[] }) {
  return <DataTable label="Planned game days" columns={planned} rows={days} rowKey={({ id }) => id} />;
}

/** Days that are over, with what came of them. */
export function PastDays({ days }: { days: readonly GameDaySummary[] }) {
  return <DataTable label="Past game days" columns={past} rows={days} rowKey={({ id }) => id} pageSize={25} />;
}

function Title({ day: { id, name, goal } }: { day: GameDaySummary }) {
  return (
    <>
      <Link to={`/game-days/${id}`} className="link strong">
        {name}
      </Link>
      <div className="small muted">{unbroken(goal)}</div>
    </>
  );
}

function Outcome({ day: { state } }: { day: GameDaySummary }) {
  return (
    <>
      <DayMark state={state} />
      {state.name === 'ended' && state.outcome === 'aborted' && (
        <div className="small muted">
          by {state.by}
          {state.reason && unbroken(`: ${state.reason}`)}
        </div>
      )}
    </>
  );
}

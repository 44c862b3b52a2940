import type { GameDaySummary } from '@hormesis/contract/game-day.ts';
import type { Now } from '@hormesis/contract/status.ts';
import { IconFlag } from '@tabler/icons-react';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Loading } from '../../components/loading.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { useGameDays } from '../../features/game-days/api/list-game-days.ts';
import { DayCards } from '../../features/game-days/day-cards.tsx';
import { PastDays, PlannedDays } from '../../features/game-days/days-table.tsx';
import { useShell } from '../shell-context.ts';

/** Game days: those that are on, planned, and over. */
export function GameDaysPage() {
  const { now, mayOperate } = useShell();
  const { data, error } = useGameDays(momentOf(now.data));
  return (
    <>
      <PageHead title="Game days" actions={mayOperate && data && data.length > 0 && <PlanLink />} />
      <div className="stack">
        {error && <ErrorNotice error={error} title="The game days could not be read." />}
        {!data && !error && <Loading panels={2} label="Reading the game days" />}
        {data && data.length > 0 && <Lists days={data} />}
        {data?.length === 0 && (
          <Panel label="Game days">
            <Empty title="No game day yet.">
              <p>
                On a game day a team breaks one critical path on purpose, step by step, and watches together: a lead
                moves the steps on, everybody sees the same and writes down what they notice, and operators may stop it.
                While it is on nothing else runs on its path, and it leaves a report.
              </p>
              {mayOperate ? (
                <div style={{ marginTop: 12 }}>
                  <PlanLink />
                </div>
              ) : (
                <p>An operator can plan one.</p>
              )}
            </Empty>
          </Panel>
        )}
      </div>
    </>
  );
}

function Lists({ days }: { days: readonly GameDaySummary[] }) {
  const on = days.filter(({ state }) => state.name === 'running');
  const planned = days.filter(({ state }) => state.name === 'planned');
  const past = days.filter(({ state }) => state.name === 'ended');
  return (
    <>
      {on.length > 0 && (
        <Panel title="On now">
          <DayCards days={on} />
        </Panel>
      )}
      <Panel title="Planned">
        {planned.length > 0 ? (
          <PlannedDays days={planned} />
        ) : (
          <Empty title="Nothing is planned.">A planned day waits until its lead starts it.</Empty>
        )}
      </Panel>
      <Panel title="Past">
        {past.length > 0 ? (
          <PastDays days={past} />
        ) : (
          <Empty title="None is over yet.">Its outcome and its report will be kept here.</Empty>
        )}
      </Panel>
    </>
  );
}

function PlanLink() {
  return (
    <LinkButton to="/game-days/new" kind="primary" small icon={<IconFlag size={14} aria-hidden />}>
      Plan a game day
    </LinkButton>
  );
}

/** Changes whenever anything happens to a day, also to one that is only planned; events of two days may be seen out of order. */
function momentOf(now: Now | undefined): string {
  const on = (now?.gameDays ?? []).map(({ id, state, lead }) => `${id} ${lead} ${'step' in state && state.step}`);
  return [now?.lastGameDayEvent ?? 0, ...on].join(' ');
}

import type { TerminationCalendar, TerminationGroups } from '@hormesis/contract/terminations.ts';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { Moment } from '../../components/moment.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Reasons } from '../../components/reasons.tsx';
import {
  useTerminationCalendar,
  useTerminationFindings,
  useTerminationGroups,
  useTerminationSettings,
  useTerminations,
} from '../../features/terminations/api/read-terminations.ts';
import { CalendarStrip, dayName, dayWords } from '../../features/terminations/calendar-strip.tsx';
import { FindingsNotice } from '../../features/terminations/findings-notice.tsx';
import { GroupsTable } from '../../features/terminations/groups-table.tsx';
import { HistoryTable } from '../../features/terminations/history-table.tsx';
import { LeashPanel } from '../../features/terminations/leash-panel.tsx';
import { PlansTable } from '../../features/terminations/plans-table.tsx';
import { SettingsEditor } from '../../features/terminations/settings-editor.tsx';
import { useShell } from '../shell-context.ts';
import classes from './terminations-page.module.css';

/** What dies on schedule, who could be next, and how long groups take to come back. */
export function TerminationsPage() {
  const { identity, mayOperate, now } = useShell();
  const moment = now.data?.terminations.moment ?? '';
  const settings = useTerminationSettings(moment);
  const findings = useTerminationFindings(moment);
  const mayChange = identity.role === 'admin';
  return (
    <>
      <PageHead
        title="Terminations"
        below="Instances and pods die on work days, while everybody is there; each time it is measured how long the group takes to be whole again."
      />
      <div className="stack">
        {findings.data && <FindingsNotice findings={findings.data.items} mayOperate={mayOperate} />}
        {settings.error && <ErrorNotice error={settings.error} title="The settings could not be read." />}
        {settings.data && <LeashPanel view={settings.data} mayChange={mayChange} />}
        <CalendarPart moment={moment} />
        <GroupsPart moment={moment} />
        <HistoryPart moment={moment} />
        {settings.data && <SettingsEditor view={settings.data} mayChange={mayChange} />}
      </div>
    </>
  );
}

function CalendarPart({ moment }: { moment: string }) {
  const { mayOperate } = useShell();
  const { data, error } = useTerminationCalendar(moment);
  if (error) return <ErrorNotice error={error} title="The calendar could not be read." />;
  if (!data) return <Loading panels={1} label="Reading the calendar" />;
  const today = data.days.find(({ day }) => day === data.today);
  return (
    <Panel title="Calendar" aside={<span className="small muted">days in {data.zone}</span>}>
      <div className="stack">
        <CalendarStrip calendar={data} />
        {today && today.plans.length > 0 && <PlansTable plans={today.plans} mayOperate={mayOperate} />}
        {otherDays(data).map((other) => {
          const { day, plans, problems } = other;
          return (
            <details key={day}>
              <summary className={classes.day}>
                {dayName(day)}{' '}
                <span className="muted">{plans.length > 0 ? dayWords(other) : 'a place could not be looked at'}</span>
              </summary>
              {plans.length > 0 && <PlansTable plans={plans} mayOperate={mayOperate} />}
              {problems.length > 0 && <Reasons reasons={problems.map((message) => ({ code: 'place', message }))} />}
            </details>
          );
        })}
        <p className="muted">
          {today?.closedBecause && `Today is no work day: ${today.closedBecause}. `}
          {data.nextPlanAt ? (
            <>
              The next plan is made <Moment at={data.nextPlanAt} />.
            </>
          ) : (
            'Terminations are not enabled, so nothing is planned.'
          )}
        </p>
        {today && today.problems.length > 0 && (
          <Reasons reasons={today.problems.map((message) => ({ code: 'place', message }))} />
        )}
      </div>
    </Panel>
  );
}

/** Days with something to tell besides today, the newest first: what was planned, and what came of it. */
function otherDays({ days, today }: TerminationCalendar): TerminationCalendar['days'] {
  return days.filter(({ day, plans, problems }) => day !== today && plans.length + problems.length > 0).toReversed();
}

function GroupsPart({ moment }: { moment: string }) {
  const { mayOperate } = useShell();
  const { data, error } = useTerminationGroups(moment);
  if (error) return <ErrorNotice error={error} title="The groups could not be read." />;
  if (!data) return <Loading panels={1} label="Looking for groups" />;
  return (
    <Panel
      title="Groups"
      aside={
        <span className="small muted">
          looked at <Moment at={data.lookedAt} />
        </span>
      }
    >
      <Unseen places={data.places} />
      {data.items.length > 0 ? <GroupsTable groups={data.items} mayOperate={mayOperate} /> : <NoGroups {...data} />}
    </Panel>
  );
}

function Unseen({ places }: Pick<TerminationGroups, 'places'>) {
  const unseen = places.flatMap(({ platform, account, region, problem }) =>
    problem ? [{ code: problem.code, message: `${platform} ${account} ${region}: ${problem.message}` }] : [],
  );
  if (unseen.length === 0) return null;
  return (
    <Banner
      tone="inconclusive"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={
        unseen.length === 1 ? 'One place could not be looked at.' : `${unseen.length} places could not be looked at.`
      }
    >
      <Reasons reasons={unseen} />
    </Banner>
  );
}

function NoGroups({ places }: Pick<TerminationGroups, 'places'>) {
  if (places.length > 0)
    return <Empty title="No group was found.">Nothing that heals itself runs where this control plane may look.</Empty>;
  return (
    <Empty title="No platform is configured.">
      Name accounts and clusters in a YAML file, and start the control plane with its path in{' '}
      <code>HORMESIS_PLATFORMS</code>.
    </Empty>
  );
}

function HistoryPart({ moment }: { moment: string }) {
  const { data, error } = useTerminations(moment);
  if (error) return <ErrorNotice error={error} title="The history could not be read." />;
  if (!data) return <Loading panels={1} label="Reading the history" />;
  return (
    <Panel title="History">
      {data.items.length > 0 ? (
        <HistoryTable terminations={data.items} />
      ) : (
        <Empty title="Nothing has been terminated yet.">
          Every kill and every dry run is kept here, with who asked and how long the group took to come back.
        </Empty>
      )}
    </Panel>
  );
}

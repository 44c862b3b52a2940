import type { Now } from '@hormesis/contract/status.ts';
import { IconPencil } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Moment } from '../../components/moment.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { useGameDay } from '../../features/game-days/api/read-game-day.ts';
import { emptyPlan, fromDocument, type PlanDraft } from '../../features/game-days/plan/plan-draft.ts';
import { type KeptPlan, planDrafts } from '../../features/game-days/plan/plan-drafts.ts';
import { Planner } from '../../features/game-days/plan/planner.tsx';
import { useScenarios } from '../../features/scenarios/api/list-scenarios.ts';
import { useTerminationGroups } from '../../features/terminations/api/read-terminations.ts';
import { newIdempotencyKey } from '../../lib/idempotency-key.ts';
import type { KeptDrafts } from '../../lib/kept-drafts.ts';
import { useShell } from '../shell-context.ts';
import classes from './unfinished-designs.module.css';

const SHOWN = 3;

/** Plan a game day. The address names the draft, so a reload goes on where one was, and each tab has its own. */
export function GameDayPlanPage() {
  const { now, identity, mayOperate } = useShell();
  const scenarios = useScenarios();
  const groups = useTerminationGroups(now.data?.terminations.moment ?? '');
  const [parameters] = useSearchParams();
  const from = useGameDay(parameters.get('from'));
  const draftId = useDraftId();
  const drafts = useMemo(() => planDrafts(identity.name), [identity.name]);

  if (!now.data || draftId === null || scenarios.isPending || from.isLoading) {
    return (
      <PageUnread
        heading="Plan a game day"
        error={now.data ? null : now.error}
        title="The critical paths could not be read."
        label="Reading what there is"
      />
    );
  }
  const copied = from.data && { ...fromDocument(from.data.plan, (place) => `${draftId}-${place}`), endsAt: '' };
  return (
    <div>
      {from.error && (
        <div className={classes.all}>
          <ErrorNotice error={from.error} title="The plan to begin with could not be read. This one begins empty." />
        </div>
      )}
      <Unfinished drafts={drafts} except={draftId} />
      <Planner
        key={draftId}
        drafts={drafts}
        draftId={draftId}
        initial={drafts.read(draftId)?.plan ?? copied ?? firstPlan(now.data, identity.name)}
        paths={now.data.paths.map(({ name, path: { title } }) => ({ name, title }))}
        choices={{
          scenarios: scenarios.data?.map(({ name, scenario: { path } }) => ({ name, path })) ?? [],
          groups: groups.data?.items.map(({ key }) => key) ?? [],
        }}
        mayOperate={mayOperate}
      />
    </div>
  );
}

/** Of one path nobody has to choose. */
function firstPlan({ paths: [only, another] }: Now, me: string): PlanDraft {
  return emptyPlan(me, only && !another ? only.name : '');
}

function useDraftId(): string | null {
  const [parameters, setParameters] = useSearchParams();
  const draftId = parameters.get('draft');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a draft gets its id once
  useEffect(() => {
    if (draftId !== null) return;
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        next.set('draft', newIdempotencyKey().slice(0, 8));
        return next;
      },
      { replace: true },
    );
  }, [draftId]);
  return draftId;
}

/** What this person has begun in this browser and not planned yet. */
function Unfinished({ drafts, except }: { drafts: KeptDrafts<KeptPlan>; except: string }) {
  const [all, setAll] = useState(() => drafts.list(Date.now()));
  const others = all.filter(({ id }) => id !== except).slice(0, SHOWN);
  if (others.length === 0 || all.some(({ id }) => id === except)) return null;
  const discard = (id: string) => {
    drafts.remove(id);
    setAll(drafts.list(Date.now()));
  };
  return (
    <div className={classes.all}>
      <Banner tone="neutral" icon={<IconPencil size={18} aria-hidden />} title="You have not finished:">
        {others.map(({ id, plan, keptAtMs }) => (
          <div key={id} className={classes.design}>
            <Link to={`/game-days/new?draft=${id}`} className="link strong">
              {plan.name || plan.goal || 'a plan without a name'}
            </Link>
            <span className="muted small">
              <Moment at={new Date(keptAtMs).toISOString()} />
            </span>
            <Button small onClick={() => discard(id)} label={`Discard ${plan.name}`}>
              Discard
            </Button>
          </div>
        ))}
      </Banner>
    </div>
  );
}

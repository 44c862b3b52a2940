import type { FindingSummary } from '@hormesis/contract/finding.ts';
import { IconAlertTriangle, IconCircleCheck, IconClock, IconTool } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Banner } from '../../components/banner.tsx';
import { Moment } from '../../components/moment.tsx';
import { unbroken } from '../../lib/sentence.ts';

/** How it stands and what that means for the next run. */
export function FindingBanner({ finding: { state, blocking, scenario } }: { finding: FindingSummary }) {
  switch (state.name) {
    case 'open':
      return (
        <Banner
          tone="failed"
          icon={<IconAlertTriangle size={20} aria-hidden />}
          title="Open: its scenario is kept from live traffic."
        >
          <p>
            <Link to={`/scenarios/${scenario}`} className="link">
              {scenario}
            </Link>{' '}
            may run for testers. Mark the finding as fixed, or accept it until a day.
          </p>
        </Banner>
      );
    case 'fixed':
      return (
        <Banner
          tone="neutral"
          icon={<IconTool size={20} aria-hidden />}
          title={`Fixed, says ${state.by}. The next run shows it.`}
        >
          <p>
            {unbroken(state.note)} · <Moment at={state.at} />
          </p>
        </Banner>
      );
    case 'verified':
      return (
        <Banner tone="passed" icon={<IconCircleCheck size={20} aria-hidden />} title="Verified by a run that passed.">
          <p>
            <Link to={`/experiments/${state.experiment}`} className="link">
              {state.experiment}
            </Link>
            , <Moment at={state.at} />
          </p>
        </Banner>
      );
    case 'accepted':
      return (
        <Banner
          tone={blocking ? 'failed' : 'inconclusive'}
          icon={<IconClock size={20} aria-hidden />}
          title={
            blocking
              ? 'Its day is over: its scenario is kept from live traffic again.'
              : `Accepted by ${state.by} until ${state.until.slice(0, 10)}.`
          }
        >
          <p>{unbroken(state.reason)}</p>
        </Banner>
      );
  }
}

import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { IconCircleMinus, IconClock } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Moment } from '../../components/moment.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { repeatWords } from './planned-words.ts';

/** What a plan that has not begun waits for, or why it never began. */
export function PlannedBanner({ experiment: { state, repeat, startedBy } }: { experiment: ExperimentView }) {
  const clock = <IconClock size={20} aria-hidden />;
  const again = repeat && <p>It comes again {repeatWords(repeat)}.</p>;
  switch (state.name) {
    case 'draft':
      return (
        <Banner tone="inconclusive" icon={clock} title="A draft: another person has to approve it.">
          <p>
            Drafted by {startedBy}: {unbroken(state.reason)}.
          </p>
          {state.startsAt && (
            <p>
              Approved in time, it starts <Moment at={state.startsAt} />. All limits are asked again then.
            </p>
          )}
          {again}
        </Banner>
      );
    case 'scheduled':
      return (
        <Banner tone="neutral" icon={clock} title="Scheduled: it has not begun.">
          <p>
            It starts <Moment at={state.startsAt} />. All limits are asked again then.
          </p>
          {again}
        </Banner>
      );
    case 'cancelled':
      return (
        <Banner tone="neutral" icon={<IconCircleMinus size={20} aria-hidden />} title="It never began.">
          <p>{unbroken(state.detail)}</p>
        </Banner>
      );
    default:
      return null;
  }
}

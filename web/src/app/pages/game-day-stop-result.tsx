import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import type { DayDeeds } from '../../features/game-days/run/use-day-deeds.ts';
import { isConfirmed } from '../../features/halt/confirmation-words.ts';
import { HaltConfirmation } from '../../features/halt/halt-confirmation.tsx';

/** What came of a halt or an abort: stopped is only what every agent has confirmed. */
export function StopResult({ stop }: { stop: DayDeeds['stop'] }) {
  const close = (
    <Button small onClick={stop.reset}>
      Close
    </Button>
  );
  if (stop.error) {
    return (
      <ErrorNotice
        error={stop.error}
        title="The halt is not confirmed: treat what was going on as going on."
        action={close}
      />
    );
  }
  const { data } = stop;
  if (!data) return null;
  const confirmed = data.halt === null || isConfirmed(data.halt);
  const Icon = confirmed ? IconHandStop : IconAlertTriangle;
  return (
    <Banner
      tone={confirmed ? 'passed' : 'failed'}
      icon={<Icon size={20} aria-hidden />}
      title={titleOf(data.halt !== null, confirmed)}
      action={close}
      urgent
    >
      {data.halt ? <HaltConfirmation report={data.halt} /> : 'Nothing was being injected, so no agent had to be told.'}
      {data.gameDay === null && <p>The database is away: the timeline is told what it has missed when it is back.</p>}
    </Banner>
  );
}

function titleOf(told: boolean, confirmed: boolean): string {
  if (!told) return 'Stopped.';
  return confirmed ? 'Halted: confirmed by every agent.' : 'The halt is not confirmed by every agent.';
}

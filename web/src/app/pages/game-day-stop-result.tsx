import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import type { DayDeeds } from '../../features/game-days/run/use-day-deeds.ts';
import { type HaltOutcome, haltOutcome, outcomeTones } from '../../features/halt/confirmation-words.ts';
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
  const outcome = data.halt && haltOutcome(data.halt);
  const Icon = outcome === null || outcome === 'confirmed' ? IconHandStop : IconAlertTriangle;
  return (
    <Banner
      tone={outcome ? outcomeTones[outcome] : 'passed'}
      icon={<Icon size={20} aria-hidden />}
      title={outcome ? titles[outcome] : 'Stopped.'}
      action={close}
      urgent
    >
      {data.halt ? <HaltConfirmation report={data.halt} /> : 'Nothing was being injected, so no agent had to be told.'}
      {data.gameDay === null && <p>The database is away: the timeline is told what it has missed when it is back.</p>}
    </Banner>
  );
}

const titles = {
  confirmed: 'Halted: confirmed by every agent.',
  unconfirmed: 'The halt is not confirmed by every agent.',
  nobody: 'Halted: confirmed by nobody.',
} as const satisfies Record<HaltOutcome, string>;

import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatCountOf } from '../../lib/format-number.ts';
import { type HaltOutcome, haltOutcome, outcomeTones } from './confirmation-words.ts';
import { HaltConfirmation } from './halt-confirmation.tsx';
import type { HaltAll } from './use-halt-all.ts';

/** What came of *Halt all*: the count of confirmations, or why it may not have arrived. */
export function HaltResult({ halt }: { halt: HaltAll }) {
  const close = (
    <Button small onClick={halt.dismiss}>
      Close
    </Button>
  );
  if (halt.error) {
    return <ErrorNotice error={halt.error} title="The halt is not confirmed. Press Halt all again." action={close} />;
  }
  if (!halt.report) return null;
  const outcome = haltOutcome(halt.report);
  const Icon = outcome === 'confirmed' ? IconHandStop : IconAlertTriangle;
  return (
    <Banner
      tone={outcomeTones[outcome]}
      icon={<Icon size={20} aria-hidden />}
      title={titleOf(halt.report.halted.length, outcome)}
      action={close}
      urgent
    >
      <HaltConfirmation report={halt.report} />
    </Banner>
  );
}

function titleOf(halted: number, outcome: HaltOutcome): string {
  const what = formatCountOf(halted, 'experiment');
  switch (outcome) {
    case 'confirmed':
      return halted === 0
        ? 'Nothing was running: confirmed by every agent.'
        : `Halted ${what}: confirmed by every agent.`;
    case 'unconfirmed':
      return `The halt of ${halted === 0 ? 'everything' : what} is not confirmed by every agent.`;
    case 'nobody':
      return halted === 0 ? 'Nothing was running.' : `Halted ${what}: confirmed by nobody.`;
  }
}

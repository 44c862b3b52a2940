import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatCountOf } from '../../lib/format-number.ts';
import { isConfirmed } from './confirmation-words.ts';
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
  const confirmed = isConfirmed(halt.report);
  const Icon = confirmed ? IconHandStop : IconAlertTriangle;
  return (
    <Banner
      tone={confirmed ? 'passed' : 'failed'}
      icon={<Icon size={20} aria-hidden />}
      title={titleOf(halt.report.halted.length, confirmed)}
      action={close}
      urgent
    >
      <HaltConfirmation report={halt.report} />
    </Banner>
  );
}

function titleOf(halted: number, confirmed: boolean): string {
  const what = formatCountOf(halted, 'experiment');
  if (!confirmed) return `The halt of ${halted === 0 ? 'everything' : what} is not confirmed by every agent.`;
  return halted === 0 ? 'Nothing was running: confirmed by every agent.' : `Halted ${what}: confirmed by every agent.`;
}

import type { HoldSwitch } from '@hormesis/contract/halt.ts';
import { IconLock } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Moment } from '../../components/moment.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { useAction } from '../../lib/use-action.ts';
import { releaseHold } from './api/release-hold.ts';

/** The hold switch while it is set: who set it, why, since when, and its release. */
export function HoldBanner({ hold, mayOperate }: { hold: HoldSwitch; mayOperate: boolean }) {
  const release = useAction(releaseHold);
  if (!hold.on) return null;
  const button = mayOperate ? (
    <Button small loading={release.isPending} onClick={() => release.run({ reason: '' })}>
      Release
    </Button>
  ) : undefined;
  return (
    <>
      <Banner
        tone="inconclusive"
        icon={<IconLock size={20} aria-hidden />}
        title="The hold switch is set: nothing starts."
        action={button}
      >
        Set by {hold.by}
        {hold.since && (
          <>
            , <Moment at={hold.since} />
          </>
        )}
        {hold.reason && <>: {unbroken(hold.reason)}</>}
      </Banner>
      {release.error && <ErrorNotice error={release.error} title="The hold switch was not released." />}
    </>
  );
}

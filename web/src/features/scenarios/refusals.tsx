import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { IconLock } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Reasons } from '../../components/reasons.tsx';
import { adviceFor } from '../../lib/api-error.ts';

/** Why a scenario can't run on live traffic now, and what to do instead. */
export function Refusals({ view }: { view: Pick<ScenarioView, 'refusals' | 'testersOnly'> }) {
  const advice = [...new Set(view.refusals.flatMap(({ code }) => adviceFor(code) ?? []))];
  return (
    <Banner
      tone={view.testersOnly ? 'tester' : 'inconclusive'}
      icon={<IconLock size={18} aria-hidden />}
      title={view.testersOnly ? 'For testers only: it is refused for live traffic.' : 'It would be refused now.'}
    >
      <Reasons reasons={view.refusals} />
      {advice.map((line) => (
        <p key={line} className="muted">
          {line}
        </p>
      ))}
    </Banner>
  );
}

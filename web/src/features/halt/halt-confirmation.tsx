import type { HaltReport } from '@hormesis/contract/halt.ts';
import { useState } from 'react';
import { formatDuration } from '../../lib/format-duration.ts';
import { useClock } from '../../lib/use-clock.ts';
import { confirmationWords, type HaltOutcome, haltOutcome } from './confirmation-words.ts';

const outcomeWords = {
  confirmed: 'None of them injects anything or holds a call back.',
  unconfirmed: '',
  nobody: 'Each that hears nothing drops its rules within 5\u00a0s.',
} as const satisfies Record<HaltOutcome, string>;

/** What the agents said. One that did not answer is unknown, never stopped, for as long as it may hold a lease. */
export function HaltConfirmation({ report }: { report: HaltReport }) {
  const [heard, setHeard] = useState({ report, atMs: Date.now() });
  if (heard.report !== report) setHeard({ report, atMs: Date.now() });
  const { unknown, leaseOver = [] } = report.agents;
  return (
    <div>
      <p>
        <strong>{confirmationWords(report)}.</strong> {outcomeWords[haltOutcome(report)]}
      </p>
      {unknown.length > 0 && <Unknown names={unknown} recorded={report.recorded} heardAtMs={heard.atMs} />}
      {leaseOver.length > 0 && <LeaseOver names={leaseOver} />}
      {!report.recorded && <p>The database is away: the halt is in force and will be recorded when it is back.</p>}
    </div>
  );
}

/** So long after a halt was recorded no control plane process gives a lease of it, and none given before is left, milliseconds. */
const LEASES_LAST_MS = 10_000;

type UnknownProps = { names: readonly string[]; recorded: boolean; heardAtMs: number };

function Unknown({ names, recorded, heardAtMs }: UnknownProps) {
  const leftMs = heardAtMs + LEASES_LAST_MS - useClock();
  if (recorded && leftMs <= 0) return <LeaseOver names={names} />;
  return (
    <p>
      Unknown, so treat as injecting
      {/* Not recorded, another process may not know of it, and go on. */}
      {recorded && ` until their lease ends, in ${formatDuration(Math.max(1_000, leftMs))} at most`}:{' '}
      <strong>{names.join(', ')}</strong>
    </p>
  );
}

function LeaseOver({ names }: { names: readonly string[] }) {
  return (
    <p>
      No answer came in time, but their lease is over, and without one an agent injects nothing:{' '}
      <strong>{names.join(', ')}</strong>
    </p>
  );
}

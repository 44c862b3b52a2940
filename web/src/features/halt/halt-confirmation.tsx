import type { HaltReport } from '@hormesis/contract/halt.ts';
import { confirmationWords, isConfirmed } from './confirmation-words.ts';

/** What the agents said. One that did not answer is unknown, never stopped. */
export function HaltConfirmation({ report }: { report: HaltReport }) {
  const { unknown } = report.agents;
  return (
    <div>
      <p>
        <strong>{confirmationWords(report)}.</strong>{' '}
        {isConfirmed(report) && 'None of them injects anything or holds a call back.'}
      </p>
      {unknown.length > 0 && (
        <p>
          Unknown, so treat as injecting until their lease ends (5 s): <strong>{unknown.join(', ')}</strong>
        </p>
      )}
      {!report.recorded && <p>The database is away: the halt is in force and will be recorded when it is back.</p>}
    </div>
  );
}

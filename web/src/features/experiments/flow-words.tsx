import type { CallGroupFlow } from '@hormesis/contract/experiment.ts';
import { formatCount } from '../../lib/format-number.ts';
import { flowNotes, flowPieces } from './flow-parts.ts';

/** Called → injected → absorbed → visible as a few short lines. */
export function FlowWords({ flow }: { flow: CallGroupFlow }) {
  if (flow.injected === 0) return <p className="muted">{formatCount(flow.calls)} calls, none of them failed by it.</p>;
  return (
    <>
      <p>
        <b>{formatCount(flow.injected)}</b> injected of {formatCount(flow.calls)} calls
      </p>
      {flowPieces(flow).map(({ key, count, words }) => (
        <p key={key} className="muted">
          <b>{formatCount(count)}</b> {words}
        </p>
      ))}
      {flowNotes(flow).map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
    </>
  );
}

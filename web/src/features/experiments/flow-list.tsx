import type { CallGroupFlow } from '@hormesis/contract/experiment.ts';
import { Empty } from '../../components/empty.tsx';
import { SegmentedBar } from '../../components/segmented-bar.tsx';
import { callGroupWords } from '../../lib/fault-words.ts';
import { formatCount } from '../../lib/format-number.ts';
import classes from './flow-list.module.css';
import { flowBar, flowNotes, flowPieces } from './flow-parts.ts';

/** Called → injected → absorbed → visible, one line per call group. */
export function FlowList({ flows }: { flows: readonly CallGroupFlow[] }) {
  if (flows.length === 0) {
    return (
      <Empty title="No calls yet.">
        Call groups appear with the first request of this experiment that makes a call.
      </Empty>
    );
  }
  const injected = flows.filter((flow) => flow.injected > 0);
  const others = flows.filter((flow) => flow.injected === 0);
  return (
    <div>
      {injected.map((flow) => (
        <Flow key={flow.callGroup} flow={flow} />
      ))}
      {others.length > 0 && <Untouched flows={others} />}
    </div>
  );
}

/** Call groups on the same requests' way that got no fault. */
function Untouched({ flows }: { flows: readonly CallGroupFlow[] }) {
  return (
    <div className={classes.untouched}>
      <div className="small muted">Called without a fault</div>
      <ul>
        {flows.map(({ callGroup, calls }) => (
          <li key={callGroup}>
            <code>{callGroupWords(callGroup)}</code> <span className="muted small">{formatCount(calls)} calls</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Flow({ flow }: { flow: CallGroupFlow }) {
  const pieces = flowPieces(flow);
  const sentence = pieces.map(({ count, words }) => `${formatCount(count)} ${words}`).join(', ');
  return (
    <div className={classes.flow}>
      <code className={classes.name}>{callGroupWords(flow.callGroup)}</code>
      <div>
        <SegmentedBar height={18} parts={flowBar(flow)} label={`Of the injected calls: ${sentence}`} />
        <Words flow={flow} />
      </div>
      <div className={classes.counts}>
        <div>{formatCount(flow.injected)} injected</div>
        <div className="small muted">of {formatCount(flow.calls)} calls</div>
      </div>
    </div>
  );
}

function Words({ flow }: { flow: CallGroupFlow }) {
  const notes = flowNotes(flow);
  return (
    <div className={classes.words}>
      {flowPieces(flow).map(({ key, count, words, tone }) => (
        <span key={key}>
          <b data-tone={count > 0 ? tone : 'neutral'}>{formatCount(count)}</b> {words}
        </span>
      ))}
      {notes.map((note) => (
        <span key={note}>{note}</span>
      ))}
    </div>
  );
}

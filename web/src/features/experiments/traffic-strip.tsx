import type { Now } from '@hormesis/contract/status.ts';
import { SegmentedBar } from '../../components/segmented-bar.tsx';
import { formatRate } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import { freePpm, stripParts } from './strip.ts';
import classes from './traffic-strip.module.css';

/** One critical path: how much of its traffic is in which arm, seen and not read. */
export function TrafficStrip({ path }: { path: Now['paths'][number] }) {
  const free = freePpm(path.treatmentPpm, path.controlPpm);
  const idle = path.treatmentPpm === 0 && path.controlPpm === 0;
  const label = idle
    ? `${path.name}: all traffic is free`
    : `${path.name}: treatment ${formatShare(path.treatmentPpm)}, control ${formatShare(path.controlPpm)}, free ${formatShare(free)}`;
  return (
    <div className={classes.path}>
      <div className={classes.name}>
        <div className="strong">{path.name}</div>
        <div className="small muted">{formatRate(path.requestsPerSecond)} requests/s</div>
      </div>
      <SegmentedBar parts={stripParts(path.strip)} label={label} />
      <div className={classes.shares} aria-hidden>
        {idle ? (
          'all free'
        ) : (
          <>
            <b data-arm="treatment">{formatShare(path.treatmentPpm)}</b> ·{' '}
            <b data-arm="control">{formatShare(path.controlPpm)}</b> · {formatShare(free)} free
          </>
        )}
      </div>
    </div>
  );
}

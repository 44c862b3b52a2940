import { formatDuration } from '../../lib/format-duration.ts';
import classes from './telemetry-age.module.css';

const STALE_MS = 3_000;

/** Says when the agents have gone quiet: the figures below are then old. */
export function TelemetryAge({ ageMs }: { ageMs: number | null }) {
  if (ageMs === null) return <span>no report from an agent yet</span>;
  if (ageMs < STALE_MS) return <span>figures of the last second</span>;
  return <strong className={classes.old}>last report from an agent {formatDuration(ageMs)} ago</strong>;
}

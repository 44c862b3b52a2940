import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { Fault } from '@hormesis/contract/fault.ts';
import { SegmentedControl, Textarea } from '@mantine/core';
import { inUnits, TypedField } from '../../../components/typed-field.tsx';
import { formatDuration } from '../../../lib/format-duration.ts';
import { faultKinds, kindsFor, usualFault } from '../fault-kinds.ts';
import classes from './what-step.module.css';

type FaultFieldsProps = {
  of: string;
  fault: Fault;
  callGroups: readonly string[];
  path: CriticalPath;
  onChange: (fault: Fault) => void;
};

/** How it fails: the kind, and the figures of that kind. */
export function FaultFields({ of, fault, callGroups, path, onChange }: FaultFieldsProps) {
  const allowed = kindsFor(callGroups);
  const kinds = faultKinds.filter(({ kind }) => allowed.includes(kind) || kind === fault.kind);
  const means = faultKinds.find(({ kind }) => kind === fault.kind)?.means;
  return (
    <div className={classes.fault}>
      <div className={classes.fields}>
        <SegmentedControl
          size="xs"
          aria-label={`How ${of} fails`}
          data={kinds.map(({ kind, label }) => ({ value: kind, label }))}
          value={fault.kind}
          onChange={(value) => {
            const kind = kinds.find((each) => each.kind === value)?.kind;
            if (kind) onChange(usualFault(kind, path));
          }}
        />
        <Figures fault={fault} onChange={onChange} />
      </div>
      <p className="small muted">
        {means}{' '}
        {fault.kind === 'latency' && `A request of this path is slow after ${formatDuration(path.objectiveMs)}.`}
      </p>
    </div>
  );
}

function Figures({ fault, onChange }: { fault: Fault; onChange: (fault: Fault) => void }) {
  switch (fault.kind) {
    case 'error':
      return (
        <>
          <span className={classes.word}>with status</span>
          <TypedField
            label="Status"
            value={fault.status}
            {...inUnits(1)}
            width={72}
            onChange={(status) => onChange({ ...fault, status: status ?? 0 })}
          />
          {fault.body !== undefined && (
            <Textarea
              size="xs"
              aria-label="Body"
              autosize
              value={fault.body}
              onChange={(event) => onChange({ ...fault, body: event.currentTarget.value })}
            />
          )}
        </>
      );
    case 'latency':
      return <Delay fault={fault} onChange={onChange} />;
    case 'throttle':
      return (
        <TypedField
          label="Bytes per second"
          value={fault.bytesPerSecond}
          {...inUnits(1_000)}
          unit="kB/s"
          width={110}
          onChange={(bytesPerSecond) => onChange({ ...fault, bytesPerSecond: bytesPerSecond ?? 0 })}
        />
      );
    case 'corrupt':
      return (
        <TypedField
          label="Share of the bytes"
          value={fault.bytesPpm}
          {...inUnits(10_000)}
          unit="%"
          width={84}
          onChange={(bytesPpm) => onChange({ ...fault, bytesPpm: bytesPpm ?? 0 })}
        />
      );
    case 'abort':
    case 'timeout':
      return null;
  }
}

type LatencyProps = { fault: Extract<Fault, { kind: 'latency' }>; onChange: (fault: Fault) => void };

/** A fixed delay, or one drawn for each call between two, as it was written in YAML. */
function Delay({ fault, onChange }: LatencyProps) {
  const { delayMs } = fault;
  const field = (
    label: string,
    value: number,
    next: (ms: number) => Extract<Fault, { kind: 'latency' }>['delayMs'],
  ) => (
    <TypedField
      label={label}
      value={value}
      {...inUnits(1)}
      unit="ms"
      width={104}
      onChange={(ms) => onChange({ ...fault, delayMs: next(ms ?? 0) })}
    />
  );
  if (typeof delayMs === 'number') {
    return (
      <>
        <span className={classes.word}>by</span>
        {field('Delay', delayMs, (ms) => ms)}
      </>
    );
  }
  if ('minMs' in delayMs) {
    return (
      <>
        {field('Shortest delay', delayMs.minMs, (minMs) => ({ ...delayMs, minMs }))}
        {field('Longest delay', delayMs.maxMs, (maxMs) => ({ ...delayMs, maxMs }))}
      </>
    );
  }
  return (
    <>
      {field('Delay of half of the calls', delayMs.p50Ms, (p50Ms) => ({ ...delayMs, p50Ms }))}
      {field('Delay of one of a hundred', delayMs.p99Ms, (p99Ms) => ({ ...delayMs, p99Ms }))}
    </>
  );
}

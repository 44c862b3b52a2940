import type { Fault } from '@hormesis/contract/fault.ts';
import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import type { Topology } from '@hormesis/contract/topology.ts';
import { Select } from '@mantine/core';
import { Link } from 'react-router';
import { Empty } from '../../../components/empty.tsx';
import { type Design, type FaultTarget, isOn } from '../design.ts';
import type { Change } from '../design-reducer.ts';
import { usualFault } from '../fault-kinds.ts';
import { FaultFields } from './fault-fields.tsx';
import { TargetRow } from './target-row.tsx';
import classes from './what-step.module.css';

type WhatStepProps = {
  design: Design;
  paths: readonly CriticalPathView[];
  observed: Topology['callGroups'];
  onChange: (change: Change) => void;
};

/** The path, and of its allowlist what is failed. What is not on the list is never failed, so it is not offered. */
export function WhatStep({ design, paths, observed, onChange }: WhatStepProps) {
  const path = paths.find(({ name }) => name === design.path)?.path;
  if (paths.length === 0) {
    return (
      <Empty title="No critical path yet.">
        An experiment fails calls of a user journey. <Link to="/paths/new">Describe a critical path</Link> first: where
        it begins, and what may be failed on it.
      </Empty>
    );
  }
  return (
    <>
      {paths.length > 1 && (
        <Select
          label="Critical path"
          size="xs"
          w={320}
          placeholder="Choose the journey that must survive"
          data={paths.map(({ name, path: { title } }) => ({ value: name, label: title }))}
          value={design.path || null}
          allowDeselect={false}
          onChange={(name) => name && onChange({ kind: 'path', path: name })}
        />
      )}
      {path && <Targets design={design} path={path} observed={observed} onChange={onChange} />}
    </>
  );
}

type TargetsProps = Omit<WhatStepProps, 'paths'> & { path: CriticalPathView['path'] };

function Targets({ design, path, observed, onChange }: TargetsProps) {
  const degradable = path.allowlist.filter(({ role }) => role === 'degradable');
  const essential = path.allowlist.filter(({ role }) => role === 'essential');
  const rates = new Map(observed.map((each) => [each.callGroup, each]));
  const row = (target: FaultTarget, words: { name: string; role: string; rate?: Topology['callGroups'][number] }) => {
    const chosen = design.faults.find((fault) => isOn(fault, target));
    const callGroups = 'callGroup' in target ? [target.callGroup] : degradable.map(({ callGroup }) => callGroup);
    const usual = chosen?.fault ?? design.faults.at(-1)?.fault ?? usualFault('error', path);
    return (
      <li key={words.name} data-chosen={chosen ? true : undefined}>
        <TargetRow
          {...words}
          chosen={chosen !== undefined}
          onToggle={() => onChange({ kind: 'toggle', target, fault: usual })}
        />
        {chosen && (
          <FaultFields
            of={words.name}
            fault={chosen.fault}
            callGroups={callGroups}
            path={path}
            onChange={(fault: Fault) => onChange({ kind: 'fault', target, fault })}
          />
        )}
      </li>
    );
  };
  if (path.allowlist.length === 0) {
    return (
      <Empty title="Nothing may be failed on this path yet.">
        <Link to={`/paths/${path.name}`}>Put call groups on its allowlist</Link> first.
      </Empty>
    );
  }
  return (
    <>
      <ul className={classes.targets} aria-label="Call groups">
        {degradable.map(({ callGroup }) =>
          row({ callGroup }, { name: callGroup, role: 'degradable', ...rateOf(rates, callGroup) }),
        )}
        {degradable.length > 1 &&
          row(
            { everything: 'degradable' },
            { name: 'everything degradable at once', role: `${degradable.length} call groups` },
          )}
      </ul>
      {essential.length > 0 && (
        <details className={classes.more} open={design.faults.some((fault) => isEssential(fault, essential))}>
          <summary>
            {essential.length} essential {essential.length === 1 ? 'call group' : 'call groups'}: for testers only
          </summary>
          <ul className={classes.targets} aria-label="Essential call groups">
            {essential.map(({ callGroup }) =>
              row({ callGroup }, { name: callGroup, role: 'essential', ...rateOf(rates, callGroup) }),
            )}
          </ul>
        </details>
      )}
      <p className="small muted">
        Whatever is not on the allowlist of {path.title} is never failed.{' '}
        <Link to={`/paths/${path.name}`} className="link strong">
          Change the allowlist
        </Link>
      </p>
    </>
  );
}

function isEssential(fault: Design['faults'][number], essential: readonly { callGroup: string }[]): boolean {
  return 'callGroup' in fault && essential.some(({ callGroup }) => callGroup === fault.callGroup);
}

function rateOf(rates: ReadonlyMap<string, Topology['callGroups'][number]>, callGroup: string) {
  const rate = rates.get(callGroup);
  return rate ? { rate } : {};
}

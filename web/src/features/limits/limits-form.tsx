import type { Limits } from '@hormesis/contract/limits.ts';
import type { Problem } from '@hormesis/contract/problems.ts';
import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { ShareInput } from '../../components/share-input.tsx';
import { formatCountOf } from '../../lib/format-number.ts';
import { unbroken } from '../../lib/sentence.ts';
import classes from './limits.module.css';
import { problemAt } from './limits-document.ts';
import { WindowEditor } from './window-editor.tsx';

export type LimitsFormProps = {
  limits: Limits;
  problems: readonly Problem[];
  /** Names of the critical paths there are. */
  paths: readonly string[];
  onChange: (limits: Limits) => void;
};

const WEEKDAYS = { weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] as const, hours: [{ from: '09:00', to: '17:00' }] };

/** The limits as fields: how far, when, where. */
export function LimitsForm(props: LimitsFormProps) {
  return (
    <>
      <HowFar {...props} />
      <When {...props} />
      <Regions {...props} />
      <PathWindows {...props} />
      <Load {...props} />
    </>
  );
}

function HowFar({ limits, problems, onChange }: LimitsFormProps) {
  return (
    <Panel title="How far">
      <div className={classes.fields}>
        <ShareInput
          label="An operator alone may go up to"
          description="A plan that goes further waits for another person. An admin’s may go to 100&nbsp;%."
          ppm={limits.operatorMaxTreatmentPpm}
          onPpm={(operatorMaxTreatmentPpm) => onChange({ ...limits, operatorMaxTreatmentPpm })}
        />
        <Select
          label="Who may approve more"
          description="Nobody approves an own draft."
          data={[
            { value: 'operator', label: 'another operator or an admin' },
            { value: 'admin', label: 'another admin' },
          ]}
          value={limits.approver}
          allowDeselect={false}
          onChange={(value) => onChange({ ...limits, approver: value === 'admin' ? 'admin' : 'operator' })}
          w={260}
        />
        <ShareInput
          label="Treatment in any region"
          description="All experiments together, where no region below says otherwise."
          ppm={limits.regionMaxTreatmentPpm}
          onPpm={(regionMaxTreatmentPpm) => onChange({ ...limits, regionMaxTreatmentPpm })}
        />
        <NumberInput
          label="A planned start may be late by"
          description="When the control plane was away at its time; after that it was missed."
          value={limits.graceMinutes}
          suffix=" min"
          min={0}
          max={1_440}
          allowDecimal={false}
          hideControls
          onChange={(value) => onChange({ ...limits, graceMinutes: value === '' ? Number.NaN : Number(value) })}
          error={problemAt(problems, 'graceMinutes')}
          styles={{ input: { width: 140 } }}
        />
      </div>
    </Panel>
  );
}

function When({ limits, problems, onChange }: LimitsFormProps) {
  const { window, ...anyTime } = limits;
  return (
    <Panel
      title="When live traffic may be failed"
      aside={
        <Switch
          label="Only within a window"
          checked={window !== undefined}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? { ...limits, window: newWindow() } : { ...anyTime })
          }
        />
      }
    >
      {window ? (
        <WindowEditor
          window={window}
          field="window"
          problems={problems}
          onChange={(next) => onChange({ ...limits, window: next })}
        />
      ) : (
        <p className="muted">
          At any time. A window keeps experiments to hours at which somebody is there; what runs pauses when it closes.
        </p>
      )}
    </Panel>
  );
}

function Regions({ limits, problems, onChange }: LimitsFormProps) {
  const { regions } = limits;
  const set = (index: number, part: Partial<Limits['regions'][number]>) =>
    onChange({ ...limits, regions: regions.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  return (
    <Panel
      title="Single regions"
      aside={
        <Button
          small
          icon={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange({
              ...limits,
              regions: [...regions, { region: '', maxTreatmentPpm: limits.regionMaxTreatmentPpm }],
            })
          }
        >
          Add a region
        </Button>
      }
    >
      {regions.length === 0 && <p className="muted">None: every region may have what is said above.</p>}
      {regions.length > 0 && (
        <p className="small muted">
          All experiments together may have this share of a region’s live traffic in treatment.
        </p>
      )}
      {regions.map(({ region, maxTreatmentPpm, approval }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being typed
        <div key={index} className={classes.region}>
          <TextInput
            aria-label={`Name of region ${index + 1}`}
            placeholder="as agents tell it: eu-west-1"
            value={region}
            onChange={(event) => set(index, { region: event.currentTarget.value })}
            error={problemAt(problems, `regions.${index}.region`)}
          />
          <ShareInput
            label={`Treatment in region ${region || index + 1}`}
            hideLabel
            ppm={maxTreatmentPpm}
            onPpm={(ppm) => set(index, { maxTreatmentPpm: ppm })}
          />
          <Button
            small
            label={`Remove region ${region || index + 1}`}
            onClick={() => onChange({ ...limits, regions: regions.filter((_, at) => at !== index) })}
          >
            Remove
          </Button>
          {approval && (
            <span className="muted small">{unbroken(`Lifted for good by ${approval.by}: ${approval.reason}`)}</span>
          )}
        </div>
      ))}
    </Panel>
  );
}

/** Rarely changed, and by somebody who looks it up: as YAML. */
function Load({ limits: { loadTargets } }: LimitsFormProps) {
  return (
    <Panel
      title="Load that experiments bring"
      aside={<span className="small muted">changed as YAML, loadTargets</span>}
    >
      {loadTargets.length === 0 ? (
        <p className="muted">It may be sent nowhere: no experiment makes requests of its own.</p>
      ) : (
        <ul className={classes.targets}>
          {loadTargets.map(({ target, maxRequestsPerSecond }) => (
            <li key={target}>
              <code>{target}</code>{' '}
              <span className="muted nowrap">up to {formatCountOf(maxRequestsPerSecond, 'request')} a second</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function PathWindows({ limits, problems, paths, onChange }: LimitsFormProps) {
  const free = paths.filter((path) => !limits.paths.some((each) => each.path === path));
  const set = (next: Limits['paths']) => onChange({ ...limits, paths: next });
  return (
    <Panel
      title="Narrower windows of single paths"
      aside={
        <Select
          aria-label="Add a window for a critical path"
          placeholder={free.length > 0 ? 'Add a path…' : 'no other path'}
          size="xs"
          w={180}
          data={free}
          value={null}
          disabled={free.length === 0}
          onChange={(path) => path && set([...limits.paths, { path, window: newWindow() }])}
        />
      }
    >
      {limits.paths.length === 0 && <p className="muted">None: all paths have the window above.</p>}
      {limits.paths.map(({ path, window }, index) => (
        <div key={path} className={classes.pathWindow}>
          <div className="row">
            <b>{path}</b>
            {problemAt(problems, `paths.${index}.path`) && (
              <span className={classes.wrong}>{problemAt(problems, `paths.${index}.path`)}</span>
            )}
            <span className="grow" />
            <Button
              small
              label={`Remove the window of ${path}`}
              onClick={() => set(limits.paths.filter((each) => each.path !== path))}
            >
              Remove
            </Button>
          </div>
          <WindowEditor
            window={window}
            field={`paths.${index}.window`}
            problems={problems}
            onChange={(next) => set(limits.paths.map((each) => (each.path === path ? { path, window: next } : each)))}
          />
        </div>
      ))}
    </Panel>
  );
}

/** Office hours of whoever sits before this page: a window to begin with. */
function newWindow(): NonNullable<Limits['window']> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { zone: zone || 'UTC', weekdays: [...WEEKDAYS.weekdays], hours: [...WEEKDAYS.hours], excludedDates: [] };
}

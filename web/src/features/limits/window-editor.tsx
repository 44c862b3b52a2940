import { type Weekday, type Window, weekday } from '@hormesis/contract/limits.ts';
import type { Problem } from '@hormesis/contract/problems.ts';
import { Autocomplete, Chip, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Button } from '../../components/button.tsx';
import classes from './limits.module.css';
import { problemAt } from './limits-document.ts';

type WindowEditorProps = {
  window: Window;
  /** Where it stands in the document: `window`, `paths.0.window`. */
  field: string;
  problems: readonly Problem[];
  onChange: (window: Window) => void;
};

const DAYS = weekday.options;
const ZONES = Intl.supportedValuesOf('timeZone');
const OFFICE_HOURS = { from: '09:00', to: '17:00' };

/** Weekdays, hours, holidays and excluded days by the wall clock of one place. */
export function WindowEditor({ window, field, problems, onChange }: WindowEditorProps) {
  const change = (part: Partial<Window>) => onChange(without({ ...window, ...part }));
  const wrong = (part: string) => problemAt(problems, `${field}.${part}`);
  return (
    <div className={classes.window}>
      <Autocomplete
        label="Wall clock of"
        description="An IANA time zone."
        data={ZONES}
        limit={12}
        value={window.zone}
        onChange={(zone) => change({ zone })}
        error={wrong('zone')}
      />
      <fieldset className={classes.days}>
        <legend>Weekdays</legend>
        <div className={classes.chips}>
          {DAYS.map((day) => (
            <Chip
              key={day}
              size="xs"
              checked={(window.weekdays ?? DAYS).includes(day)}
              onChange={(checked) => change({ weekdays: withDay(window.weekdays ?? DAYS, day, checked) })}
            >
              {day}
            </Chip>
          ))}
        </div>
        {wrong('weekdays') && <p className={classes.wrong}>{wrong('weekdays')}</p>}
      </fieldset>
      <Hours hours={window.hours ?? []} wrong={wrong} onChange={(hours) => change({ hours })} />
      <Holidays window={window} wrong={wrong} onChange={change} />
      <TagsInput
        label="Excluded days"
        description="Whatever else is said, such as 2026-12-24; Enter adds one."
        value={[...window.excludedDates]}
        onChange={(excludedDates) => change({ excludedDates })}
        error={wrong('excludedDates')}
        placeholder={window.excludedDates.length === 0 ? '2026-12-24' : ''}
      />
    </div>
  );
}

type Wrong = (part: string) => string | undefined;
type HoursProps = {
  hours: NonNullable<Window['hours']>;
  wrong: Wrong;
  onChange: (hours: NonNullable<Window['hours']>) => void;
};

function Hours({ hours, wrong, onChange }: HoursProps) {
  const set = (index: number, part: Partial<(typeof hours)[number]>) =>
    onChange(hours.map((each, at) => (at === index ? { ...each, ...part } : each)));
  return (
    <fieldset className={classes.days}>
      <legend>Hours</legend>
      {hours.length === 0 && <p className="muted small">All day.</p>}
      {hours.map(({ from, to }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hours have no name, and two may be alike while they are typed
        <div key={index} className={classes.hours}>
          <TextInput
            aria-label={`From, entry ${index + 1}`}
            value={from}
            onChange={(event) => set(index, { from: event.currentTarget.value })}
          />
          <span>to</span>
          <TextInput
            aria-label={`To, entry ${index + 1}`}
            value={to}
            onChange={(event) => set(index, { to: event.currentTarget.value })}
          />
          <Button
            small
            label={`Remove entry ${index + 1}`}
            onClick={() => onChange(hours.filter((_, at) => at !== index))}
          >
            <IconX size={14} aria-hidden />
          </Button>
          {wrong(`hours.${index}`) && <span className={classes.wrong}>{wrong(`hours.${index}`)}</span>}
        </div>
      ))}
      <div>
        <Button small icon={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...hours, OFFICE_HOURS])}>
          Add hours
        </Button>
      </div>
    </fieldset>
  );
}

function Holidays({
  window,
  wrong,
  onChange,
}: {
  window: Window;
  wrong: Wrong;
  onChange: (part: Partial<Window>) => void;
}) {
  const { country = '', state = '' } = window.holidays ?? {};
  const set = (next: { country: string; state: string }) =>
    onChange({
      holidays: next.country
        ? { ...window.holidays, country: next.country.toUpperCase(), state: next.state || undefined }
        : undefined,
    });
  return (
    <fieldset className={classes.days}>
      <legend>Public holidays are outside</legend>
      <div className={classes.hours}>
        <TextInput
          aria-label="Country of the holidays"
          placeholder="country: DE"
          value={country}
          onChange={(event) => set({ country: event.currentTarget.value, state })}
          error={wrong('holidays.country')}
        />
        <TextInput
          aria-label="State of the holidays"
          placeholder="state: BE"
          value={state}
          disabled={country === ''}
          onChange={(event) => set({ country, state: event.currentTarget.value })}
          error={wrong('holidays.state')}
        />
      </div>
      {!window.holidays && <p className="muted small">No country: holidays are days like others.</p>}
    </fieldset>
  );
}

function withDay(days: readonly Weekday[], day: Weekday, on: boolean): Weekday[] {
  return DAYS.filter((each) => (each === day ? on : days.includes(each)));
}

/** All weekdays and all hours are written by leaving them out. */
function without(window: Window): Window {
  const { weekdays, hours, holidays, ...rest } = window;
  return {
    ...rest,
    ...(weekdays && weekdays.length < DAYS.length && { weekdays }),
    ...(hours && hours.length > 0 && { hours }),
    ...(holidays && { holidays: JSON.parse(JSON.stringify(holidays)) }),
  };
}

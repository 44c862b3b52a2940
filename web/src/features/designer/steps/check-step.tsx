import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import type { Design, When } from '../design.ts';
import type { Change } from '../design-reducer.ts';
import classes from './check-step.module.css';

type CheckStepProps = {
  design: Design;
  /** What stands there as long as nobody writes anything. */
  proposed: { title: string; hypothesis: string; name: string };
  onChange: (change: Change) => void;
};

/** How it is called, what it is to show, and when it begins. */
export function CheckStep({ design, proposed, onChange }: CheckStepProps) {
  const words = (change: Extract<Change, { kind: 'words' }>['words']) => onChange({ kind: 'words', words: change });
  return (
    <div className={classes.fields}>
      <TextInput
        label="Title"
        size="xs"
        value={design.title}
        placeholder={proposed.title}
        maxLength={200}
        onChange={(event) => words({ title: event.currentTarget.value })}
      />
      <Textarea
        label="Hypothesis: what must stay true"
        size="xs"
        autosize
        minRows={2}
        value={design.hypothesis}
        placeholder={proposed.hypothesis}
        maxLength={2_000}
        onChange={(event) => words({ hypothesis: event.currentTarget.value })}
      />
      <div className={classes.two}>
        <TextInput
          label="Kept as scenario"
          size="xs"
          value={design.name}
          placeholder={proposed.name}
          maxLength={63}
          onChange={(event) => words({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Owner"
          size="xs"
          value={design.owner}
          placeholder="the owner of the path"
          maxLength={200}
          onChange={(event) => words({ owner: event.currentTarget.value })}
        />
      </div>
      {design.audience === 'live' && <Begins when={design.when} onChoose={(when) => words({ when })} />}
    </div>
  );
}

function Begins({ when, onChoose }: { when: When; onChoose: (when: When) => void }) {
  const kinds: Readonly<Record<When['kind'], () => When>> = {
    now: () => ({ kind: 'now' }),
    at: () => ({ kind: 'at', at: '' }),
    repeat: () => ({
      kind: 'repeat',
      cron: '0 10 * * mon-thu',
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
  };
  return (
    <div>
      <div className={classes.label}>Begins</div>
      <div className={classes.begins}>
        <SegmentedControl
          size="xs"
          aria-label="Begins"
          data={[
            { value: 'now', label: 'now' },
            { value: 'at', label: 'at a time' },
            { value: 'repeat', label: 'again and again' },
          ]}
          value={when.kind}
          onChange={(value) => {
            if (value === 'now' || value === 'at' || value === 'repeat') onChoose(kinds[value]());
          }}
        />
        {when.kind === 'at' && (
          <TextInput
            type="datetime-local"
            size="xs"
            aria-label="Begins at, local time"
            value={when.at}
            onChange={(event) => onChoose({ kind: 'at', at: event.currentTarget.value })}
          />
        )}
        {when.kind === 'repeat' && (
          <>
            <TextInput
              size="xs"
              w={160}
              aria-label="Cron expression: minute, hour, day, month, weekday"
              value={when.cron}
              onChange={(event) => onChoose({ ...when, cron: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              w={150}
              aria-label="Time zone"
              value={when.zone}
              onChange={(event) => onChoose({ ...when, zone: event.currentTarget.value })}
            />
          </>
        )}
      </div>
      {when.kind === 'repeat' && (
        <p className="small muted">
          Minute, hour, day of month, month, weekday, by the clock on the wall in that zone.
        </p>
      )}
    </div>
  );
}

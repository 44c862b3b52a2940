import type { UnitSource } from '@hormesis/contract/critical-path.ts';
import { ActionIcon, Autocomplete, Select, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import type { PathDraft } from './path-draft.ts';
import classes from './path-editor.module.css';

type EntriesPanelProps = {
  path: PathDraft;
  /** Names of the services that were seen. */
  services: readonly string[];
  frozen: boolean;
  onChange: (path: PathDraft) => void;
};

const sources: readonly { value: UnitSource['from']; label: string }[] = [
  { value: 'header', label: 'a header' },
  { value: 'cookie', label: 'a cookie' },
  { value: 'query', label: 'a query parameter' },
  { value: 'request', label: 'nothing: each request alone' },
];

/** Where the journey begins, and what tells one user from another there. */
export function EntriesPanel({ path, services, frozen, onChange }: EntriesPanelProps) {
  const { entries, unit } = path;
  const set = (index: number, change: Partial<PathDraft['entries'][number]>) =>
    onChange({ ...path, entries: entries.map((each, at) => (at === index ? { ...each, ...change } : each)) });
  return (
    <Panel title="Where it begins">
      <div className={classes.fields}>
        {entries.map(({ service, routes }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is what stands at its place
          <div key={index} className={classes.entry}>
            <Autocomplete
              size="xs"
              label="Service"
              data={[...services]}
              value={service}
              disabled={frozen}
              onChange={(name) => set(index, { service: name })}
            />
            <TagsInput
              size="xs"
              label="Routes"
              {...(routes.length === 0 && { placeholder: 'GET /play/:title' })}
              value={routes}
              disabled={frozen}
              onChange={(next) => set(index, { routes: next })}
            />
            {entries.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={frozen}
                aria-label={`Remove the entry at ${service}`}
                onClick={() => onChange({ ...path, entries: entries.filter((_, at) => at !== index) })}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )}
          </div>
        ))}
        <div>
          <Button
            small
            disabled={frozen}
            icon={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange({ ...path, entries: [...entries, { service: '', routes: [], inner: false }] })}
          >
            Another entry
          </Button>
        </div>
        <div className={classes.line}>
          <Select
            size="xs"
            label="A user is told apart by"
            w={200}
            data={[...sources]}
            value={unit.from}
            allowDeselect={false}
            disabled={frozen}
            onChange={(from) => onChange({ ...path, unit: unitOf(from, unit) })}
          />
          {unit.from !== 'request' && (
            <TextInput
              size="xs"
              label="Its name"
              w={180}
              value={unit.name}
              disabled={frozen}
              onChange={(event) => onChange({ ...path, unit: { ...unit, name: event.currentTarget.value } })}
            />
          )}
        </div>
      </div>
    </Panel>
  );
}

function unitOf(from: string | null, before: UnitSource): UnitSource {
  const name = before.from === 'request' ? 'x-user-id' : before.name;
  if (from === 'header' || from === 'cookie' || from === 'query') return { from, name };
  return { from: 'request' };
}

import { Textarea, TextInput } from '@mantine/core';
import { Panel } from '../../components/panel.tsx';
import type { PathDraft } from './path-draft.ts';
import classes from './path-editor.module.css';

type JourneyPanelProps = { path: PathDraft; isNew: boolean; onChange: (path: PathDraft) => void };

/** What the journey is. */
export function JourneyPanel({ path, isNew, onChange }: JourneyPanelProps) {
  return (
    <Panel title="The journey">
      <div className={classes.fields}>
        <TextInput
          size="xs"
          label="Title"
          placeholder="Press play"
          value={path.title}
          onChange={(event) => onChange(titled(path, event.currentTarget.value, isNew))}
        />
        {isNew && (
          <TextInput
            size="xs"
            label="Name"
            description="Lower-case letters, digits and hyphens; it never changes."
            value={path.name}
            onChange={(event) => onChange({ ...path, name: event.currentTarget.value })}
          />
        )}
        <Textarea
          size="xs"
          label="What somebody does and gets"
          autosize
          minRows={2}
          value={path.description ?? ''}
          onChange={(event) => onChange({ ...path, description: event.currentTarget.value || undefined })}
        />
        <TextInput
          size="xs"
          label="Owner"
          value={path.owner ?? ''}
          onChange={(event) => onChange({ ...path, owner: event.currentTarget.value || undefined })}
        />
      </div>
    </Panel>
  );
}

/** The name of a new path follows its title until somebody writes another one. */
function titled(path: PathDraft, title: string, isNew: boolean): PathDraft {
  const follows = isNew && path.name === nameFrom(path.title);
  return { ...path, title, ...(follows && { name: nameFrom(title) }) };
}

function nameFrom(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

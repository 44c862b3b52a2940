import { issuesToProblems, parsing } from '@hormesis/contract/problems.ts';
import { type TerminationSettingsView, terminationSettings } from '@hormesis/contract/terminations.ts';
import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { parseDocument, stringify } from 'yaml';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Reasons } from '../../components/reasons.tsx';
import { useAction } from '../../lib/use-action.ts';
import { saveSettings } from './api/save-settings.ts';
import classes from './terminations.module.css';

type SettingsEditorProps = { view: TerminationSettingsView; mayChange: boolean };

/** The settings as YAML, on the version that was read: nobody saves over what somebody else saved meanwhile. */
export function SettingsEditor({ view, mayChange }: SettingsEditorProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<{ text: string; version: number } | null>(null);
  const save = useAction(saveSettings, () => {
    setDraft(null);
    void client.invalidateQueries({ queryKey: ['terminations'] });
  });
  const text = draft?.text ?? stringify(view.settings, { lineWidth: 100 });
  const version = draft?.version ?? view.version;
  const problems = draft ? problemsOf(draft.text) : [];
  return (
    <Panel title="Settings" aside={<span className="small muted">version {version}</span>}>
      <div className="stack">
        <Textarea
          aria-label="Settings as YAML"
          className={classes.editor}
          value={text}
          readOnly={!mayChange}
          onChange={(event) => setDraft({ text: event.currentTarget.value, version })}
          autosize
          minRows={12}
          maxRows={32}
          spellCheck={false}
        />
        {problems.length > 0 && <Reasons reasons={problems} />}
        {save.error && <ErrorNotice error={save.error} title="The settings were not saved." />}
        {mayChange && (
          <div className="row">
            <span className="grow" />
            <Button disabled={!draft} onClick={() => setDraft(null)}>
              Discard
            </Button>
            <Button
              kind="primary"
              disabled={!draft || problems.length > 0}
              loading={save.isPending}
              onClick={() => save.run({ yaml: text, version })}
            >
              Save as version {version + 1}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

/** What the control plane would refuse, while one types. */
function problemsOf(text: string): { code: string; message: string }[] {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) return [{ code: 'yaml', message: error.message.split('\n')[0] ?? 'no YAML' }];
  const read = terminationSettings.safeParse(document.toJS(), parsing);
  if (read.success) return [];
  return issuesToProblems(read.error.issues).map(({ field, message }) => ({
    code: field,
    message: `${field}: ${message}`,
  }));
}

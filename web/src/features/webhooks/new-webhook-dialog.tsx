import type { WebhookFormat } from '@hormesis/contract/webhook.ts';
import { Checkbox, PasswordInput, Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogActions } from '../../components/dialog-actions.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { useAction } from '../../lib/use-action.ts';
import { createWebhook, type NewWebhook } from './api/change-webhooks.ts';
import { formatWords, kindWords } from './webhook-words.ts';
import classes from './webhooks.module.css';

const formats: readonly WebhookFormat[] = ['json', 'slack', 'grafana'];
const everyKind = Object.keys(kindWords);

/** Asks where it goes and what it is told, then shows the secret, which nobody can read again. */
export function NewWebhookDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const create = useAction(createWebhook, () => void client.invalidateQueries({ queryKey: ['webhooks'] }));
  if (create.data) {
    const { name, secret, format } = create.data;
    return (
      <Dialog title={`The secret of ${name}`} open onClose={onClose}>
        <div className="stack">
          <p>
            Whatever is sent to <b>{name}</b> is signed with it. This is the only time that it is shown
            {format === 'json' ? '.' : `; ${format === 'slack' ? 'Slack' : 'Grafana'} does not need it.`}
          </p>
          <CodeBlock text={secret} label="Secret" />
          <DialogActions beside={<CopyText text={secret} name="secret" />}>
            <Button kind="primary" onClick={onClose}>
              I have kept it
            </Button>
          </DialogActions>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="New webhook" open onClose={onClose}>
      <NewWebhookForm pending={create.isPending} error={create.error} onClose={onClose} onMake={create.run} />
    </Dialog>
  );
}

type NewWebhookFormProps = {
  pending: boolean;
  error: Error | null;
  onClose: () => void;
  onMake: (body: NewWebhook) => void;
};

function NewWebhookForm({ pending, error, onClose, onMake }: NewWebhookFormProps) {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [format, setFormat] = useState<WebhookFormat>('json');
  const [events, setEvents] = useState<string[]>(everyKind);
  const [authorization, setAuthorization] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const secret = authorization.trim();
    onMake({ name: name.trim(), url: url.trim(), format, events, ...(secret && { authorization: secret }) });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={100}
        data-autofocus
      />
      <TextInput
        label="Address"
        description="It begins with https://, unless the control plane was told that its network is one of yours."
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Radio.Group
        label="Format"
        value={format}
        onChange={(value) => setFormat(formats.find((each) => each === value) ?? 'json')}
      >
        <div className={classes.formats}>
          {formats.map((each) => (
            <Radio key={each} size="xs" value={each} label={each} description={formatWords[each]} />
          ))}
        </div>
      </Radio.Group>
      <Checkbox.Group label="Is told" value={events} onChange={setEvents}>
        <div className={classes.kinds}>
          {Object.entries(kindWords).map(([kind, words]) => (
            <Checkbox key={kind} size="xs" value={kind} label={words} />
          ))}
        </div>
      </Checkbox.Group>
      <PasswordInput
        label="Authorization"
        description="Sent as the header of this name: “Bearer …” for Grafana. It is not shown again."
        value={authorization}
        onChange={(event) => setAuthorization(event.currentTarget.value)}
        autoComplete="off"
      />
      {error && <ErrorNotice error={error} title="The webhook was not added." />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" submit loading={pending} disabled={!name.trim() || !url.trim() || events.length === 0}>
          Add the webhook
        </Button>
      </DialogActions>
    </form>
  );
}

import type { TerminationFinding } from '@hormesis/contract/terminations.ts';
import { TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Moment } from '../../components/moment.tsx';
import { upperFirst } from '../../lib/sentence.ts';
import { useAction } from '../../lib/use-action.ts';
import { resolveFinding } from './api/resolve-finding.ts';
import { groupName } from './termination-words.ts';
import classes from './terminations.module.css';

type FindingsNoticeProps = { findings: readonly TerminationFinding[]; mayOperate: boolean };

/** Groups that did not come back: nothing more dies in them until somebody says what came of it. */
export function FindingsNotice({ findings, mayOperate }: FindingsNoticeProps) {
  return findings
    .filter(({ resolved }) => resolved === null)
    .map((finding) => <OpenFinding key={finding.id} finding={finding} mayOperate={mayOperate} />);
}

function OpenFinding({ finding, mayOperate }: { finding: TerminationFinding; mayOperate: boolean }) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const resolve = useAction(resolveFinding, () => void client.invalidateQueries({ queryKey: ['terminations'] }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    resolve.run({ id: finding.id, note: note.trim() });
  };
  return (
    <Banner
      tone="failed"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={`${groupName(finding.group)} did not become whole again.`}
    >
      <p>
        {upperFirst(finding.reason)}; found <Moment at={finding.foundAt} />. Nothing more dies there until somebody says
        what came of it.
      </p>
      {mayOperate && (
        <form className={`row ${classes.resolve}`} onSubmit={submit}>
          <TextInput
            size="xs"
            w={320}
            aria-label={`What came of ${groupName(finding.group)}`}
            placeholder="What it was, and what was mended"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            maxLength={1_000}
          />
          <Button small submit disabled={note.trim() === ''} loading={resolve.isPending}>
            Resolve
          </Button>
        </form>
      )}
      {resolve.error && <ErrorNotice error={resolve.error} title="It was not resolved." />}
    </Banner>
  );
}

import type { TesterToken } from '@hormesis/contract/experiment.ts';
import { SegmentedControl } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Moment } from '../../components/moment.tsx';
import { useAction } from '../../lib/use-action.ts';
import { makeTesterToken } from './api/make-tester-token.ts';

const lifetimes = [
  { value: '300', label: '5\u00a0min' },
  { value: '900', label: '15\u00a0min' },
  { value: '3600', label: '1\u00a0h' },
];

/** Makes the header that fails one tester's own requests, and nobody else's. */
export function TesterTokenForm({ scenario }: { scenario: string }) {
  const [ttlSeconds, setTtlSeconds] = useState('900');
  const make = useAction(makeTesterToken);
  if (make.data) return <TokenView token={make.data} />;
  return (
    <div className="stack">
      <p className="small muted">
        A tester token fails only requests that carry its header. No live traffic is touched, and it ends by itself.
      </p>
      {make.error && <ErrorNotice error={make.error} title="No token was made." />}
      <div className="row">
        <SegmentedControl data={lifetimes} value={ttlSeconds} onChange={setTtlSeconds} aria-label="Valid for" />
        <span className="grow" />
        <Button
          icon={<IconUserCheck size={15} aria-hidden />}
          kind="primary"
          loading={make.isPending}
          onClick={() => make.run({ scenario, ttlSeconds: Number(ttlSeconds) })}
        >
          Make a tester token
        </Button>
      </div>
    </div>
  );
}

function TokenView({ token }: { token: TesterToken }) {
  const header = `${token.header.name}: ${token.header.value}`;
  return (
    <div className="stack">
      <p>Send this header with your own request. It is shown once.</p>
      <CodeBlock text={header} label="Tester header" />
      <div className="row">
        <CopyText text={header} name="header" />
        <span className="small muted">
          ends <Moment at={token.expiresAt} />
        </span>
        <span className="grow" />
        <Link to={`/experiments/${token.experiment}`} className="link strong">
          Open the experiment
        </Link>
      </div>
    </div>
  );
}

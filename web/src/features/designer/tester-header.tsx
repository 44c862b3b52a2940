import type { TesterToken } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { CodeBlock } from '../../components/code-block.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { Moment } from '../../components/moment.tsx';

/** What a tester sends. It is told once. */
export function TesterHeader({ token }: { token: TesterToken }) {
  const header = `${token.header.name}: ${token.header.value}`;
  return (
    <>
      <p>Send this header with your own request. No live traffic is touched.</p>
      <CodeBlock text={header} label="Tester header" />
      <div className="row">
        <CopyText text={header} name="header" />
        <span className="grow" />
        <Link to={`/experiments/${token.experiment}`} className="link strong small nowrap">
          Watch the testers
        </Link>
      </div>
      <p className="small muted">
        It ends by itself, <Moment at={token.expiresAt} />.
      </p>
    </>
  );
}

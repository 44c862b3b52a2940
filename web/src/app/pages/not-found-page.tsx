import { Link } from 'react-router';
import { Empty } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageHead title="There is no such page" />
      <Panel label="No such page">
        <Empty title="The address may be old or mistyped.">
          <Link to="/" className="link strong">
            Go to Now
          </Link>
        </Empty>
      </Panel>
    </>
  );
}

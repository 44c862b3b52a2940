import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { IconCopyPlus, IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PageUnread } from '../../components/page-unread.tsx';
import { Panel } from '../../components/panel.tsx';
import { useScenario } from '../../features/scenarios/api/read-scenario.ts';
import { CopyDialog } from '../../features/scenarios/copy-dialog.tsx';
import { FaultsList } from '../../features/scenarios/faults-list.tsx';
import { Refusals } from '../../features/scenarios/refusals.tsx';
import { StartDialog } from '../../features/scenarios/start-dialog.tsx';
import { unbroken } from '../../lib/sentence.ts';
import { toYaml } from '../../lib/to-yaml.ts';
import { useShell } from '../shell-context.ts';

/** One scenario, to be read, copied and started. */
export function ScenarioPage() {
  const { name = '' } = useParams();
  const { mayOperate } = useShell();
  const { data, error } = useScenario(name);
  if (data) return <Scenario key={name} view={data} mayOperate={mayOperate} />;
  return (
    <PageUnread
      heading="Scenario"
      error={error}
      title={`The scenario ${name} could not be read.`}
      action={<Link to="/scenarios">All scenarios</Link>}
      label="Reading the scenario"
      panels={2}
    />
  );
}

function Scenario({ view, mayOperate }: { view: ScenarioView; mayOperate: boolean }) {
  const [dialog, setDialog] = useState<'start' | 'copy' | null>(null);
  const navigate = useNavigate();
  const close = () => setDialog(null);
  const { name, version, scenario, refusals, resolved } = view;
  const yaml = toYaml(scenario);
  return (
    <>
      <PageHead
        title={scenario.title}
        above={`${scenario.path}  /  ${name}  v${version}`}
        below={unbroken(scenario.hypothesis)}
        actions={
          mayOperate && (
            <Actions
              onDesign={() => void navigate(`/experiments/new?scenario=${name}`)}
              onCopy={() => setDialog('copy')}
              onStart={() => setDialog('start')}
            />
          )
        }
      />
      <div className="stack">
        {refusals.length > 0 && <Refusals view={view} />}
        <div className="two top">
          <Panel title={whereKept(view)} aside={<CopyText text={yaml} name="YAML" />}>
            <CodeBlock text={yaml} label={`${name} as YAML`} />
          </Panel>
          <Panel title="Fails">
            <FaultsList resolved={resolved} />
          </Panel>
        </div>
      </div>
      {dialog === 'start' && <StartDialog view={view} onClose={close} />}
      {dialog === 'copy' && <CopyDialog from={name} onClose={close} />}
    </>
  );
}

type ActionsProps = { onDesign: () => void; onCopy: () => void; onStart: () => void };

function Actions({ onDesign, onCopy, onStart }: ActionsProps) {
  return (
    <>
      <Button icon={<IconFlask size={16} aria-hidden />} onClick={onDesign}>
        Open in the designer
      </Button>
      <Button icon={<IconCopyPlus size={16} aria-hidden />} onClick={onCopy}>
        Copy
      </Button>
      <Button kind="primary" icon={<IconPlayerPlay size={16} aria-hidden />} onClick={onStart}>
        Start
      </Button>
    </>
  );
}

function whereKept({ source, file }: ScenarioView): string {
  return source === 'file' ? `From ${file ?? 'a file'}, read-only here` : 'Kept in the database';
}

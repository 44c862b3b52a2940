import type { ScenarioView } from '@hormesis/contract/scenario.ts';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Tag } from '../../components/tag.tsx';
import { callGroupWords, faultWords } from '../../lib/fault-words.ts';
import classes from './scenario-list.module.css';
import { StartDialog } from './start-dialog.tsx';

type ScenarioListProps = { scenarios: readonly ScenarioView[]; mayOperate: boolean };

/** What can be run, each with what would refuse it now. */
export function ScenarioList({ scenarios, mayOperate }: ScenarioListProps) {
  const [starting, setStarting] = useState<string | null>(null);
  const chosen = scenarios.find(({ name }) => name === starting);
  return (
    <>
      <ul className={classes.list}>
        {scenarios.map((view) => (
          <li key={view.name}>
            <div className={classes.words}>
              <Link to={`/scenarios/${view.name}`} className="link strong">
                {view.scenario.title}
              </Link>
              <div className="small muted">
                {view.scenario.path} · {view.name} · {summary(view)}
              </div>
            </div>
            {view.testersOnly && <Tag tone="tester">testers only</Tag>}
            {!view.testersOnly && view.refusals.length > 0 && <Tag tone="inconclusive">refused now</Tag>}
            {mayOperate && (
              <Button
                small
                icon={<IconPlayerPlay size={14} aria-hidden />}
                onClick={() => setStarting(view.name)}
                label={`Start ${view.scenario.title}`}
              >
                Start
              </Button>
            )}
          </li>
        ))}
      </ul>
      {chosen && <StartDialog view={chosen} onClose={() => setStarting(null)} />}
    </>
  );
}

function summary({ resolved, scenario: { terminations = [] } }: ScenarioView): string {
  const kills = terminations.map(({ group }) => `kills in ${group}`).join(', ');
  if (resolved.length === 0) return kills || 'fails nothing';
  return kills ? `${failsWords(resolved)}, ${kills}` : failsWords(resolved);
}

function failsWords([first, ...others]: ScenarioView['resolved']): string {
  if (!first) return 'fails nothing';
  if (others.length > 0) return `fails ${1 + others.length} call groups at once`;
  return `fails ${callGroupWords(first.callGroup)} ${faultWords(first.fault, first.where)}`;
}

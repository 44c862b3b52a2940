import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import { IconFlask } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatCountOf } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-share.ts';
import classes from './path-list.module.css';

type PathListProps = {
  paths: readonly CriticalPathView[];
  running: readonly ExperimentSummary[];
  mayOperate: boolean;
  /** How the traffic of a path is divided now. */
  strip: (path: CriticalPathView) => ReactNode;
};

/** Each journey: where it begins, how its traffic is divided now, what may be failed on it. */
export function PathList({ paths, running, mayOperate, strip }: PathListProps) {
  const navigate = useNavigate();
  return (
    <ul className={classes.list} aria-label="Critical paths">
      {paths.map((view) => {
        const { name, path } = view;
        const experiments = running.filter((each) => each.path === name);
        return (
          <li key={name}>
            <Panel
              title={
                <Link to={`/paths/${name}`} className={classes.title}>
                  {path.title}
                </Link>
              }
              aside={
                mayOperate && (
                  <Button
                    small
                    icon={<IconFlask size={14} aria-hidden />}
                    label={`Design an experiment on ${path.title}`}
                    onClick={() => void navigate(`/experiments/new?path=${name}`)}
                  >
                    Design an experiment
                  </Button>
                )
              }
            >
              <div className={classes.strip}>{strip(view)}</div>
              <dl className={classes.facts}>
                <div>
                  <dt>Begins at</dt>
                  <dd>
                    {path.entries.map(({ service, routes }) => (
                      <div key={service}>
                        {service} <code>{routes.join(', ')}</code>
                      </div>
                    ))}
                  </dd>
                </div>
                <div>
                  <dt>May be failed</dt>
                  <dd>{allowed(view)}</dd>
                </div>
                <div>
                  <dt>Without approval</dt>
                  <dd>
                    up to <b>{formatShare(path.maxTreatmentPpm)}</b>
                    {path.approval && <span className="muted">, approved beyond by {path.approval.by}</span>}
                  </dd>
                </div>
                <div>
                  <dt>Running</dt>
                  <dd>
                    {experiments.length === 0 && <span className="muted">nothing</span>}
                    {experiments.map(({ id, title, trafficPpm, population }) => (
                      <div key={id}>
                        <Link to={`/experiments/${id}`} className="link strong">
                          {title}
                        </Link>{' '}
                        {population === 'tester' ? 'for testers' : `at ${formatShare(trafficPpm)}`}
                      </div>
                    ))}
                  </dd>
                </div>
              </dl>
            </Panel>
          </li>
        );
      })}
    </ul>
  );
}

function allowed({ path: { allowlist } }: CriticalPathView): ReactNode {
  const count = (role: string) => allowlist.filter((entry) => entry.role === role).length;
  if (allowlist.length === 0) return 'nothing';
  return (
    <>
      <b>{formatCountOf(allowlist.length, 'call group')}</b>
      <span className="muted">
        : {count('degradable')} degradable, {count('essential')} essential
      </span>
    </>
  );
}

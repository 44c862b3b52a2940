import type { ExperimentSummary } from '@hormesis/contract/experiment.ts';
import { Link } from 'react-router';
import { Moment } from '../../components/moment.tsx';
import classes from '../../components/title-list.module.css';
import { repeatWords } from './planned-words.ts';
import { StateMark } from './verdict-mark.tsx';

/** What begins next by itself, and what waits for somebody's approval. */
export function NextList({ experiments }: { experiments: readonly ExperimentSummary[] }) {
  return (
    <ul className={classes.list}>
      {experiments.map(({ id, title, state, path, startedBy, repeat }) => (
        <li key={id}>
          <div className={classes.head}>
            <Link to={`/experiments/${id}`} className="link strong">
              {title}
            </Link>
            <StateMark state={state} />
          </div>
          <div className="muted small">
            {path} · by {startedBy} ·{' '}
            {'startsAt' in state && state.startsAt ? (
              <>
                starts <Moment at={state.startsAt} />
              </>
            ) : (
              'starts when another person approves it'
            )}
            {repeat && <>, {repeatWords(repeat)}</>}
          </div>
        </li>
      ))}
    </ul>
  );
}

import { ErrorNotice } from '../../components/error-notice.tsx';
import classes from './halt-problem.module.css';

/** A halt without an answer must not look like a halt. */
export function HaltProblem({ error }: { error: Error }) {
  return (
    <div className={classes.problem}>
      <ErrorNotice error={error} title="The halt is not confirmed: treat the experiment as running." />
    </div>
  );
}

import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { inUnits, TypedField } from '../../../components/typed-field.tsx';
import type { Design } from '../design.ts';
import type { Change } from '../design-reducer.ts';
import { harmWords } from '../stop-words.ts';
import classes from './stop-step.module.css';

type StopStepProps = {
  guardrails: Design['guardrails'];
  path: CriticalPath | undefined;
  onChange: (change: Change) => void;
};

/** What halts it, in words; what nobody can switch off is told too. */
export function StopStep({ guardrails, path, onChange }: StopStepProps) {
  const set = (change: Partial<Design['guardrails']>) => onChange({ kind: 'guardrails', guardrails: change });
  const harms = path ? harmWords(guardrails.kpis ?? path.kpis ?? [], path) : ['failed'];
  return (
    <>
      <p>It halts itself, every agent within a second:</p>
      <ul className={classes.rules}>
        <li>
          <span className={classes.line}>
            when
            <TypedField
              label="Failed users more than chance"
              value={guardrails.budgetUnits}
              {...inUnits(1)}
              width={64}
              onChange={(budgetUnits) => set({ budgetUnits })}
            />
            {guardrails.budgetUnits === 1 ? 'user' : 'users'} more than chance{' '}
            {guardrails.budgetUnits === 1 ? 'has' : 'have'} failed
          </span>
          <span className="small muted">
            Where so many users are in treatment that chance alone could do that, it waits until chance could not.
          </span>
        </li>
        <li>
          <span className={classes.line}>
            when users in treatment are worse off than those in control; by chance at most
            <TypedField
              label="False alarm over the whole run"
              value={guardrails.alphaPpm}
              {...inUnits(10_000)}
              unit="%"
              width={76}
              onChange={(alphaPpm) => set({ alphaPpm })}
            />
            of all experiments halt so
          </span>
          <span className="small muted">Worse off is a user who {orList(harms)}.</span>
        </li>
        {guardrails.queries?.map((query) => (
          <li key={query.name}>
            {query.beyond === 'halt' ? 'when' : 'It does not halt, but a gate stays shut while'} the query{' '}
            <b>{query.name}</b> goes beyond its limit
          </li>
        ))}
      </ul>
      <p className="small muted">
        And always: when users outside of it are hit, when it touches twice as much as predicted, when nobody can see
        what happens for 10&nbsp;s, and when anybody presses Halt.
      </p>
    </>
  );
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

import type { GameDayLint } from '@hormesis/contract/game-day.ts';
import { IconCircleCheck, IconFlag } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button } from '../../../components/button.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { Panel } from '../../../components/panel.tsx';
import { problemsToSay, problemWords } from './field-problems.ts';
import type { Missing } from './missing-parts.ts';
import classes from './plan.module.css';

type PlanCheckProps = {
  lint: GameDayLint | undefined;
  /** False while the control plane has not seen the last change. */
  current: boolean;
  missing: readonly Missing[];
  /** The plan could not be checked at all. */
  unchecked: Error | null;
  /** What is said of a text that is not read yet, which is no plan; null: there is none. */
  unread: ReactNode;
  mayOperate: boolean;
  planning: boolean;
  refused: Error | null;
  onPlan: () => void;
};

/** What is missing, wrong, or would be held; and the button. */
export function PlanCheck(props: PlanCheckProps) {
  const { lint, current, missing, unchecked, unread, mayOperate, planning, refused, onPlan } = props;
  const wrong = lint ? problemsToSay(lint.problems, missing) : [];
  const fine = current && !unread && lint?.ok === true && missing.length === 0;
  return (
    <Panel title="Before it is planned">
      <div className={classes.check} aria-live="polite">
        {unread}
        {!unread && missing.length > 0 && (
          <div>
            <b>To be filled in:</b>
            <ul>
              {missing.map(({ field, words }) => (
                <li key={field}>{words}</li>
              ))}
            </ul>
          </div>
        )}
        {!unread && wrong.length > 0 && (
          <div className={classes.wrong}>
            <b>To be mended:</b>
            <ul>
              {wrong.map(({ field, message }) => (
                <li key={`${field} ${message}`}>{problemWords(field, message)}</li>
              ))}
            </ul>
          </div>
        )}
        {!unread && lint && lint.warnings.length > 0 && (
          <div className={classes.held}>
            <b>As things stand:</b>
            <ul>
              {lint.warnings.map(({ field, message }) => (
                <li key={`${field} ${message}`}>{problemWords(field, message)}</li>
              ))}
            </ul>
          </div>
        )}
        {unchecked && <p>It could not be checked: {unchecked.message} What you wrote is kept in this browser.</p>}
        {fine && (
          <p className={classes.fine}>
            <IconCircleCheck size={16} aria-hidden /> It can be planned.
          </p>
        )}
        <p className="muted">
          Nothing happens by planning it: the lead starts the day, and begins each step. All limits are asked again
          then.
        </p>
        {refused && <ErrorNotice error={refused} title="The game day was not planned." />}
        {mayOperate ? (
          <div>
            <Button
              kind="primary"
              icon={<IconFlag size={16} aria-hidden />}
              disabled={!fine}
              loading={planning}
              onClick={onPlan}
            >
              Plan the game day
            </Button>
          </div>
        ) : (
          <p>An operator can plan it: copy the YAML for one.</p>
        )}
      </div>
    </Panel>
  );
}

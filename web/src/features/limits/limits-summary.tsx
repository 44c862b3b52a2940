import type { LimitsView } from '@hormesis/contract/limits.ts';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { Moment } from '../../components/moment.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { sentence } from '../../lib/sentence.ts';
import classes from './limits.module.css';
import type { Part } from './merge-limits.ts';
import { partTitles, partWords } from './part-words.ts';

/** Whether live traffic may be failed now, and who set the limits last. */
export function WindowStates({ view }: { view: LimitsView }) {
  return (
    <Panel
      title="Now"
      aside={
        <span className="muted small">
          Version {view.version}, saved by {view.updatedBy}, <Moment at={view.updatedAt} />
        </span>
      }
    >
      <ul className={classes.states}>
        {view.windows.map(({ path, open, reason, opensAt }) => (
          <li key={path ?? ''}>
            {open ? (
              <Tag tone="passed" icon={<IconLockOpen size={14} aria-hidden />}>
                open
              </Tag>
            ) : (
              <Tag tone="inconclusive" icon={<IconLock size={14} aria-hidden />}>
                closed
              </Tag>
            )}
            <span>
              {path ?? 'Every path'}
              {!open && (
                <span className="muted">
                  : {sentence(reason)}
                  {opensAt && (
                    <>
                      {' '}
                      It opens <Moment at={opensAt} />.
                    </>
                  )}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The limits for somebody who may not change them. */
export function LimitsSummary({ view: { limits } }: { view: LimitsView }) {
  return (
    <Panel title="Limits">
      <table className={classes.diff} aria-label="Limits">
        <tbody>
          {(Object.keys(partTitles) as Part[]).map((part) => (
            <tr key={part}>
              <td className="muted">{partTitles[part]}</td>
              <td>{partWords(part, limits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted small">An admin may change them.</p>
    </Panel>
  );
}

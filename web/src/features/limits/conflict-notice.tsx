import type { Limits, LimitsView } from '@hormesis/contract/limits.ts';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Moment } from '../../components/moment.tsx';
import classes from './limits.module.css';
import { changesOf } from './merge-limits.ts';
import { partTitles, partWords } from './part-words.ts';

type ConflictNoticeProps = {
  before: LimitsView;
  theirs: LimitsView;
  /** Null while what is typed cannot be read. */
  mine: Limits | null;
  onTheirs: () => void;
  onMine: () => void;
};

/** Somebody else saved while this person was editing: both changes side by side, and what to do about it. */
export function ConflictNotice({ before, theirs, mine, onTheirs, onMine }: ConflictNoticeProps) {
  const changes = changesOf(before.limits, theirs.limits, mine ?? before.limits);
  const both = changes.some((change) => change.both);
  return (
    <Banner
      tone="inconclusive"
      icon={<IconArrowsSplit2 size={20} aria-hidden />}
      title={`${theirs.updatedBy} has saved version ${theirs.version} while you were changing version ${before.version}.`}
      urgent
    >
      <p>
        That was <Moment at={theirs.updatedAt} />. Nothing of yours is saved yet, and nothing is lost.
        {both && ' You both changed what is in bold.'}
      </p>
      <table className={classes.diff} aria-label="Both changes">
        <thead>
          <tr>
            <th scope="col">Limit</th>
            <th scope="col">Version {before.version}</th>
            <th scope="col">
              {theirs.updatedBy}, version {theirs.version}
            </th>
            <th scope="col">You</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ part, both: twice }) => (
            <tr key={part} data-both={twice || undefined}>
              <td>{partTitles[part]}</td>
              <td>{partWords(part, before.limits)}</td>
              <td>{partWords(part, theirs.limits)}</td>
              <td>{partWords(part, mine ?? before.limits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row">
        <Button small kind="primary" disabled={!mine} onClick={onMine}>
          Put my changes on top of theirs
        </Button>
        <Button small onClick={onTheirs}>
          Take theirs, drop mine
        </Button>
      </div>
    </Banner>
  );
}

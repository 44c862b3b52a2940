import type { CriticalPathView } from '@hormesis/contract/scenario.ts';
import { IconUsers } from '@tabler/icons-react';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Moment } from '../../components/moment.tsx';
import { bothChanged, pathChanges } from './path-changes.ts';
import type { PathDraft } from './path-draft.ts';
import type { Base } from './use-path-draft.ts';

type ConflictBannerProps = {
  base: Base;
  mine: PathDraft;
  theirs: CriticalPathView;
  onTheirs: () => void;
  onMine: () => void;
};

/** Somebody else saved what one is editing: what they changed, and the two ways on. Until then both are kept. */
export function ConflictBanner({ base, mine, theirs, onTheirs, onMine }: ConflictBannerProps) {
  const changes = pathChanges(base.path, theirs.path);
  const both = bothChanged(base.path, mine, theirs.path);
  return (
    <Banner
      tone="inconclusive"
      icon={<IconUsers size={18} aria-hidden />}
      urgent
      title={
        <>
          {theirs.savedBy} saved version {theirs.version}, <Moment at={theirs.savedAt} />, while you edited version{' '}
          {base.version}.
        </>
      }
    >
      <ul style={{ margin: '4px 0', paddingLeft: 18 }}>
        {changes.map(({ at, words }) => (
          <li key={at}>
            {words}
            {both.includes(at) && <b> · you changed this too</b>}
          </li>
        ))}
      </ul>
      <p className="muted">Nothing of yours is saved or lost.</p>
      <div className="row" style={{ marginTop: 8 }}>
        <Button small kind="primary" onClick={onMine}>
          Apply my changes to theirs
        </Button>
        <Button small onClick={onTheirs}>
          Take theirs, drop mine
        </Button>
      </div>
    </Banner>
  );
}

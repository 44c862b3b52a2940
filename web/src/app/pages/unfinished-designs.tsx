import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { Moment } from '../../components/moment.tsx';
import type { Drafts } from '../../features/designer/drafts.ts';
import classes from './unfinished-designs.module.css';

const SHOWN = 3;

/** What this person has begun in this browser and not started yet. */
export function Unfinished({ drafts, except }: { drafts: Drafts; except: string }) {
  const [all, setAll] = useState(() => drafts.list(Date.now()));
  const others = all.filter(({ id }) => id !== except).slice(0, SHOWN);
  if (others.length === 0 || all.some(({ id }) => id === except)) return null;
  const discard = (id: string) => {
    drafts.remove(id);
    setAll(drafts.list(Date.now()));
  };
  return (
    <div className={classes.all}>
      <Banner tone="neutral" icon={<IconPencil size={18} aria-hidden />} title="You have not finished:">
        {others.map(({ id, title, keptAtMs }) => (
          <div key={id} className={classes.design}>
            <Link to={`/experiments/new?draft=${id}`} className="link strong">
              {title || 'a design without a name'}
            </Link>
            <span className="muted small">
              <Moment at={new Date(keptAtMs).toISOString()} />
            </span>
            <Button small onClick={() => discard(id)} label={`Discard ${title}`}>
              Discard
            </Button>
          </div>
        ))}
      </Banner>
    </div>
  );
}

import { IconArrowsMaximize, IconMinus, IconPlus, IconSitemap } from '@tabler/icons-react';
import { useReactFlow } from '@xyflow/react';
import classes from './canvas.module.css';

/** Nearer, farther, everything, and a new arrangement. */
export function MapControls({ onWhole, onAgain }: { onWhole: () => void; onAgain: () => void }) {
  const flow = useReactFlow();
  const actions = [
    { name: 'Zoom in', icon: IconPlus, act: () => void flow.zoomIn() },
    { name: 'Zoom out', icon: IconMinus, act: () => void flow.zoomOut() },
    { name: 'Show everything', icon: IconArrowsMaximize, act: onWhole },
    { name: 'Arrange anew', icon: IconSitemap, act: onAgain },
  ];
  return (
    <div className={classes.controls} role="toolbar" aria-label="View of the map">
      {actions.map(({ name, icon: Icon, act }) => (
        <button key={name} type="button" aria-label={name} title={name} onClick={act}>
          <Icon size={16} aria-hidden />
        </button>
      ))}
    </div>
  );
}

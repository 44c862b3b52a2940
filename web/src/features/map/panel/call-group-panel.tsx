import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { ReactNode } from 'react';
import { callGroupWords } from '../../../lib/fault-words.ts';
import type { MapEdge } from '../graph/map-graph.ts';
import type { LiveMap } from '../live-map.ts';
import { LiveFacts, LiveMoves, LiveRate } from './live-figures.tsx';
import { EdgeRoles } from './path-roles.tsx';
import classes from './side-panel.module.css';
import { Part, SidePanel } from './side-panel.tsx';

type CallGroupPanelProps = {
  edge: MapEdge;
  live: LiveMap;
  paths: readonly CriticalPath[];
  takesFocus: boolean;
  onChoose: (id: string) => void;
  onClose: () => void;
  /** What other features know of it. */
  children: ReactNode;
};

/** One call group: how much is called, its operations, what it is to whom. */
export function CallGroupPanel({ edge, live, paths, takesFocus, onChoose, onClose, children }: CallGroupPanelProps) {
  const operations = edge.callGroups.filter((callGroup) => callGroup !== edge.id);
  return (
    <SidePanel
      title={callGroupWords(edge.id)}
      below={
        <>
          calls of <Choose id={edge.source} onChoose={onChoose} /> to <Choose id={edge.target} onChoose={onChoose} />
        </>
      }
      takesFocus={takesFocus}
      onClose={onClose}
    >
      <LiveFacts live={live} id={edge.id} />
      <LiveMoves live={live} id={edge.id} />
      {operations.length > 0 && (
        <Part title="Operations told apart">
          <ul className={classes.list}>
            {operations.map((callGroup) => (
              <li key={callGroup}>
                <code>{callGroup.slice(edge.id.length + 1)}</code>
                <LiveRate live={live} id={callGroup} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      <EdgeRoles edge={edge} paths={paths} />
      {children}
    </SidePanel>
  );
}

function Choose({ id, onChoose }: { id: string; onChoose: (id: string) => void }) {
  return (
    <button type="button" className={classes.inline} onClick={() => onChoose(id)}>
      {id}
    </button>
  );
}

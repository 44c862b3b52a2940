import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import type { MapEdge, MapGraph } from '../graph/map-graph.ts';
import { entriesOf, roleOnPath } from '../graph/marks.ts';
import classes from './side-panel.module.css';
import { Part } from './side-panel.tsx';

const meanings = {
  essential: 'essential: the journey cannot work without it',
  degradable: 'degradable: the journey must survive without it',
};

/** What a call group is to each critical path. */
export function EdgeRoles({ edge, paths }: { edge: MapEdge; paths: readonly CriticalPath[] }) {
  const roles = paths.flatMap((path) => {
    const role = roleOnPath(path, edge);
    return role ? [{ path: path.name, words: meanings[role] }] : [];
  });
  return (
    <Part title="On critical paths">
      <Roles roles={roles} none="On no path’s allowlist, so it is never failed, by nobody." />
    </Part>
  );
}

/** What a service is to each critical path: where it begins, or the strongest role of the calls to it. */
export function NodeRoles({ id, graph, paths }: { id: string; graph: MapGraph; paths: readonly CriticalPath[] }) {
  const incoming = [...graph.edges.values()].filter(({ target }) => target === id);
  const roles = paths.flatMap((path) => {
    if (entriesOf(path).includes(id)) return [{ path: path.name, words: 'entry: the journey begins here' }];
    const found = incoming.map((edge) => roleOnPath(path, edge));
    const role = found.includes('essential') ? 'essential' : found.includes('degradable') ? 'degradable' : null;
    return role ? [{ path: path.name, words: meanings[role] }] : [];
  });
  return (
    <Part title="On critical paths">
      <Roles roles={roles} none="On none." />
    </Part>
  );
}

function Roles({ roles, none }: { roles: readonly { path: string; words: string }[]; none: string }) {
  if (roles.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className={classes.list}>
      {roles.map(({ path, words }) => (
        <li key={path}>
          <span>
            <b>{path}</b> <span className="muted">{words}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

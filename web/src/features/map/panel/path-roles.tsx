import type { CriticalPath } from '@hormesis/contract/critical-path.ts';
import { RoleMark } from '../../../components/role-mark.tsx';
import type { MapEdge, MapGraph } from '../graph/map-graph.ts';
import { entriesOf, roleOnPath } from '../graph/marks.ts';
import classes from './side-panel.module.css';
import { Part } from './side-panel.tsx';

const meanings = {
  essential: 'the journey cannot work without it',
  degradable: 'the journey must survive without it',
};
type RoleOnPath = { path: string; role: keyof typeof meanings | 'entry' };

/** What a call group is to each critical path. */
export function EdgeRoles({ edge, paths }: { edge: MapEdge; paths: readonly CriticalPath[] }) {
  const roles = paths.flatMap((path): RoleOnPath[] => {
    const role = roleOnPath(path, edge);
    return role ? [{ path: path.name, role }] : [];
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
  const roles = paths.flatMap((path): RoleOnPath[] => {
    if (entriesOf(path).includes(id)) return [{ path: path.name, role: 'entry' }];
    const found = incoming.map((edge) => roleOnPath(path, edge));
    const role = found.includes('essential') ? 'essential' : found.includes('degradable') ? 'degradable' : null;
    return role ? [{ path: path.name, role }] : [];
  });
  return (
    <Part title="On critical paths">
      <Roles roles={roles} none="On none." />
    </Part>
  );
}

function Roles({ roles, none }: { roles: readonly RoleOnPath[]; none: string }) {
  if (roles.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className={classes.list}>
      {roles.map(({ path, role }) => (
        <li key={path}>
          <span>
            <b>{path}</b>{' '}
            {role === 'entry' ? (
              <span className="muted">entry: the journey begins here</span>
            ) : (
              <>
                <RoleMark role={role} /> <span className="muted small">{meanings[role]}</span>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

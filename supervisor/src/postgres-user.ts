import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.ts';

/** PostgreSQL refuses to run as root, so root runs it as another user of the machine. */
export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
}

/** The user to run PostgreSQL as; null when this process is not root and may run it itself. Creates `postgres` if missing. */
export function postgresUser(): UnprivilegedUser | null {
  if (process.getuid?.() !== 0) return null;
  return lookUp('postgres') ?? create() ?? lookUp('nobody') ?? refuse();
}

/** False below a directory that this user may not enter, such as `/root` or one that `mktemp -d` made. */
export function canReach(user: UnprivilegedUser | null, target: string): boolean {
  const parent = path.dirname(target);
  if (user === null || parent === target) return true;
  const { mode, uid, gid } = statSync(parent);
  const executeBit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return (mode & executeBit) !== 0 && canReach(user, parent);
}

function lookUp(name: string): UnprivilegedUser | null {
  try {
    const id = (flag: string) => Number(run('id', [flag, name]));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}

function create(): UnprivilegedUser | null {
  try {
    run('groupadd', ['--system', 'postgres']);
    run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  } catch {
    // Without useradd (some small images) the user `nobody` serves.
  }
  return lookUp('postgres');
}

function run(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function refuse(): never {
  throw new Problem(
    'PostgreSQL does not run as root and there is no other user: start as another user or set DATABASE_URL',
  );
}

import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
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

/**
 * How to start a program as that user. A clone below a directory that only root may enter (`/root`, `mktemp -d`) hides
 * programs and data from every other user; there the one capability to pass through directories is left to it.
 */
export function commandAs(user: UnprivilegedUser | null, program: string, args: string[], paths: string[]) {
  if (user === null || [program, ...paths].every((each) => canReach(user, each))) {
    return { program, args, ids: user ?? {} };
  }
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((each) => existsSync(each));
  if (setpriv === undefined) throw new Problem(`the user that runs PostgreSQL cannot enter the way to ${paths[0]}`);
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const keep = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  return { program: setpriv, args: [...ids, ...keep, program, ...args], ids: {} };
}

function canReach(user: UnprivilegedUser, target: string): boolean {
  const parent = path.dirname(target);
  if (parent === target) return true;
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

import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { usageError } from './cli-error.ts';

/** What `hormesis login` keeps: where the control plane is, and the bearer token for it. */
export interface Login {
  readonly url: string;
  readonly token: string;
}

/** `$XDG_CONFIG_HOME/hormesis/config.json`, or below `~/.config`. The variable counts only when it is absolute, as its specification says. */
export function configPath(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(homedir(), '.config');
  return join(base, 'hormesis', 'config.json');
}

/** The stored login, or null when there is none. @throws CliError when the file is there and can't be used. */
export async function readLogin(path: string): Promise<Login | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw usageError(`cannot read ${path}: ${message(error)}`);
  }
  const login = parseLogin(text);
  if (!login) throw usageError(`${path} does not hold a login: run "hormesis login" again, it writes the file anew`);
  return login;
}

function parseLogin(text: string): Login | null {
  try {
    const { url, token } = JSON.parse(text) as Partial<Record<keyof Login, unknown>>;
    return typeof url === 'string' && URL.canParse(url) && typeof token === 'string' && token ? { url, token } : null;
  } catch {
    return null;
  }
}

/**
 * Writes the login so that a reader sees the old file or the new one, never half of it, and nobody else sees the token:
 * the file has mode 0600 from its first byte.
 */
export async function writeLogin(path: string, value: Login): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw usageError(`cannot write ${path}: ${message(error)}`);
  }
}

/** Removes the stored login; false when there was none. */
export async function removeLogin(path: string): Promise<boolean> {
  try {
    await rm(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw usageError(`cannot remove ${path}: ${message(error)}`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
